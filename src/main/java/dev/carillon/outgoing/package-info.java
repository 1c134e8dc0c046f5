/** CALLS OUT: requests to servers that customers have named, and never to an address that is not theirs to name. */
@NullMarked
package dev.carillon.outgoing;

import org.jspecify.annotations.NullMarked;
