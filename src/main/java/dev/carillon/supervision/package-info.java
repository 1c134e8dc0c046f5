/** SUPERVISION: a failure of a task ends neither its thread nor its timer, and is counted. */
@NullMarked
package dev.carillon.supervision;

import org.jspecify.annotations.NullMarked;
