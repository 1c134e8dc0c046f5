/** An Express application that moves, as {@code docs/moving.md} says. */
package dev.carillon.moving;
