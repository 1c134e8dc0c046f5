/** Several real pods at once: what a create on one of them does to the clients of all. */
package dev.carillon.cluster;
