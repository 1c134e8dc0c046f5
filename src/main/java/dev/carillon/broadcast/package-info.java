/**
 * POD TO POD and inside a pod: a committed notification goes over the bus to every pod that has clients of its
 * organization, and there to each of them.
 */
package dev.carillon.broadcast;
