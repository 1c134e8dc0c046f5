/** Runs that are recorded: what the metrics show, and what tracing costs. */
package dev.carillon.monitoring.recording;
