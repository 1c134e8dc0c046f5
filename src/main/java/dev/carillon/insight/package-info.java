/** WHAT A POD REMEMBERS: its state at this moment, and the way that notifications and streams took. */
@NullMarked
package dev.carillon.insight;

import org.jspecify.annotations.NullMarked;
