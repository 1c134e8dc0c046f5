/** CLUSTER LIFE: the pod's start, drain, health checks and clock. Nothing depends on it. */
package dev.carillon.operations;
