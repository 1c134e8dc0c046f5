/** SENDERS: lists what was sent to whom, for back ends and administrators. */
@NullMarked
package dev.carillon.sent;

import org.jspecify.annotations.NullMarked;
