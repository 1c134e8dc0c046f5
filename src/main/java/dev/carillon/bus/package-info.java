/** POD TO POD: messages between pods over Redis, at most once, each with a MAC. */
package dev.carillon.bus;
