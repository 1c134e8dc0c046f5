/** WIRE: the bytes of a stream: events, cursors, chunks and gzip. Pure functions without I/O. */
@NullMarked
package dev.carillon.sse;

import org.jspecify.annotations.NullMarked;
