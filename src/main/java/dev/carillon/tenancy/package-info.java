/** THE WALL: which organization a connection to the database acts for; ids that callers bring. */
package dev.carillon.tenancy;
