/**
 * Real PostgreSQL, real Redis and pods as child processes, for trying Carillon out with one command and for tests that
 * break things on purpose. Compiled with the tests, so it is not part of the packaged application.
 */
package dev.carillon.embedded;
