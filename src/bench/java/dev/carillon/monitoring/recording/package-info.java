/** Recorded runs: the figures of the metrics and the cost of tracing. */
package dev.carillon.monitoring.recording;
