/** RECORD: security events and the log lines that record them, with caller, address and outcome. */
@NullMarked
package dev.carillon.audit;

import org.jspecify.annotations.NullMarked;
