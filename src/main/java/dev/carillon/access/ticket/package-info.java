/** Sign-in by ticket: opens one stream, for clients that can send neither a cookie nor a header. */
@NullMarked
package dev.carillon.access.ticket;

import org.jspecify.annotations.NullMarked;
