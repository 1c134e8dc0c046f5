/** RELAY: moves what was published in SQL from the outbox to the log, and broadcasts it. */
@NullMarked
package dev.carillon.outbox;

import org.jspecify.annotations.NullMarked;
