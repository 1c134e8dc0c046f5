/**
 * CALLS OUT: requests to servers that customers have named, and never to an address that is not theirs to name; the loop that
 * sends what a queue of the database has.
 */
@NullMarked
package dev.carillon.outgoing;

import org.jspecify.annotations.NullMarked;
