/** The benchmarks behind {@code docs/benchmarks}: servers side by side, one generator, one table. */
package dev.carillon.bench;
