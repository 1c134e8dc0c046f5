/** A POD ABOUT ITSELF: pod stats for the console, its build, and the delivery history for support. */
@NullMarked
package dev.carillon.insight;

import org.jspecify.annotations.NullMarked;
