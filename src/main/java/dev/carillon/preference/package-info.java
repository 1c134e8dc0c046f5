/** WANTS: types that users mute by each medium, and their quiet hours; streams obey it. */
@NullMarked
package dev.carillon.preference;

import org.jspecify.annotations.NullMarked;
