/** THE WALL: which organization a connection to the database acts for; ids that callers bring. */
@NullMarked
package dev.carillon.tenancy;

import org.jspecify.annotations.NullMarked;
