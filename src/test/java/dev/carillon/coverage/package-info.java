/** How thorough the tests are: the share of each package that they reach, and the inputs of fuzz tests. */
package dev.carillon.coverage;
