/** RECORD: security events and the log lines that record them, with caller, address and outcome. */
package dev.carillon.audit;
