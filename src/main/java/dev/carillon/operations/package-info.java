/** CLUSTER LIFE: what the pod needs around the path: clock, health, drain. Nothing depends on it. */
package dev.carillon.operations;
