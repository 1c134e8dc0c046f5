/** CONNECTIONS: how many there are, and the framing of messages on them, below routes and filters. */
package dev.carillon.wire;
