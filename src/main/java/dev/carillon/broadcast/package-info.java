/** ONE ORGANIZATION ON THIS POD: its notifications, in order and without a gap; and the messages between pods. */
@NullMarked
package dev.carillon.broadcast;

import org.jspecify.annotations.NullMarked;
