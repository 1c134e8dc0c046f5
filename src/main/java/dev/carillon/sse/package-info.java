/** WIRE: the bytes of a stream. Pure functions without I/O that depend on nothing else of Carillon. */
package dev.carillon.sse;
