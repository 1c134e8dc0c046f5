/** ONE BATCH AT A TIME: gathers requests while a round trip is in flight. */
@NullMarked
package dev.carillon.batch;

import org.jspecify.annotations.NullMarked;
