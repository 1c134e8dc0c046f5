/** What the figures in {@code docs/benchmarks} are measured with: servers side by side, one generator, one table. */
package dev.carillon.bench;
