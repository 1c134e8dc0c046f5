/** THE WALL: which organization a database transaction acts for; the form of ids that callers bring. */
@NullMarked
package dev.carillon.tenancy;

import org.jspecify.annotations.NullMarked;
