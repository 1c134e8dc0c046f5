/** RELAY: moves notifications that were published in SQL, or are due, from the outbox to the log, and broadcasts them. */
@NullMarked
package dev.carillon.outbox;

import org.jspecify.annotations.NullMarked;
