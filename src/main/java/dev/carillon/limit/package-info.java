/** HOW MUCH: the cost of requests; rates, places and bytes for a caller, an organization and the pod; rejection beyond them. */
package dev.carillon.limit;
