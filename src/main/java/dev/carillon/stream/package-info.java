/** SOCKET: one open connection of one client, from its request to its end. */
package dev.carillon.stream;
