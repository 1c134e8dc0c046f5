/** What operators look at: metrics, dashboard, alerts, logs, traces. */
package dev.carillon.monitoring;
