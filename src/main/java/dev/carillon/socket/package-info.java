/**
 * BYTES OUT: the sockets of open streams, their event loops, and the system calls below them.
 */
@NullMarked
package dev.carillon.socket;

import org.jspecify.annotations.NullMarked;
