/** Carillon. */
package dev.carillon;
