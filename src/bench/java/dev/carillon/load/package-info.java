/**
 * A load generator for event streams: it knows nothing of a server beyond HTTP/1.1, and counts exactly what is missing
 * and what came twice. {@code src/bench/load --help} has the options.
 */
package dev.carillon.load;
