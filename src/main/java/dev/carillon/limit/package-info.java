/** HOW MUCH: the cost of requests; rates, places and bytes for a caller, an organization and the pod; rejection beyond them. */
@NullMarked
package dev.carillon.limit;

import org.jspecify.annotations.NullMarked;
