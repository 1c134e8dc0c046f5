/** Measures reads and position checks over very many rows. */
@org.jspecify.annotations.NullMarked
package dev.carillon.bigtables;
