/** STREAM: one open connection of one client, from its request to its end. */
@NullMarked
package dev.carillon.stream;

import org.jspecify.annotations.NullMarked;
