/** ONE ORGANIZATION ON THIS POD: takes committed notifications from the bus and the database, in order and without a gap. */
@NullMarked
package dev.carillon.broadcast;

import org.jspecify.annotations.NullMarked;
