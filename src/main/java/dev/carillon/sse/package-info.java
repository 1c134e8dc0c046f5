/** WIRE: the bytes of a stream: events, cursors, chunks and gzip. Pure functions without I/O. */
package dev.carillon.sse;
