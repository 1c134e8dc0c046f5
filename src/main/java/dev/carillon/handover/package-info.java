/** HAND-OVER: the rules by which a notification that nobody has seen becomes an event of its own. */
@NullMarked
package dev.carillon.handover;

import org.jspecify.annotations.NullMarked;
