/** Recall and update in the log. */
@NullMarked
package dev.carillon.notification.change;

import org.jspecify.annotations.NullMarked;
