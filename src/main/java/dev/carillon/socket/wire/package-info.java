/** BYTES IN: how many connections there are, and the framing of requests on them, below routes and filters. */
@NullMarked
package dev.carillon.socket.wire;

import org.jspecify.annotations.NullMarked;
