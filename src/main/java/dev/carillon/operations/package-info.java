/** CLUSTER LIFE: the pod's start, drain, health checks and clock. Nothing depends on it. */
@NullMarked
package dev.carillon.operations;

import org.jspecify.annotations.NullMarked;
