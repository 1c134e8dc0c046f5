/** Opens segments of the log and of the idempotency keys, and drops those that are past their retention. */
@NullMarked
package dev.carillon.retention;

import org.jspecify.annotations.NullMarked;
