/**
 * BYTES OUT: the sockets of open streams, and event loops. With {@code socket.wire} the only package that knows Netty, the
 * inside of Vert.x, or native calls.
 */
@NullMarked
package dev.carillon.socket;

import org.jspecify.annotations.NullMarked;
