/** TAKING BACK: recall and update by the sender. */
@NullMarked
package dev.carillon.publish.change;

import org.jspecify.annotations.NullMarked;
