/**
 * OPERATORS: all pods at a glance. Pods send each other their status over the bus; each serves its consoles from that.
 */
@NullMarked
package dev.carillon.console;

import org.jspecify.annotations.NullMarked;
