/** RULES: what binds a request, decided by the resource method that was matched, never by how its path is spelled. */
@NullMarked
package dev.carillon.route;

import org.jspecify.annotations.NullMarked;
