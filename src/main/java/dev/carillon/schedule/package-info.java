/** LATER: notifications that are accepted now and shown at a time of their own. */
@NullMarked
package dev.carillon.schedule;

import org.jspecify.annotations.NullMarked;
