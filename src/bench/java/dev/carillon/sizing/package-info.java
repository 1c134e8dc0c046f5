/** The one table of sizes, from what the benchmarks measured: {@code src/bench/sizing}. */
package dev.carillon.sizing;
