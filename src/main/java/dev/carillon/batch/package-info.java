/** ONE AT A TIME: gathers requests while a round trip is in flight. */
package dev.carillon.batch;
