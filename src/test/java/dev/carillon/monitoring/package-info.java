/** Tests of metrics, dashboard, alerts, logs and traces: everything that operators look at. */
package dev.carillon.monitoring;
