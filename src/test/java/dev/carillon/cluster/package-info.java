/** Several real pods at once: the cluster and scenarios for them, and the tests of messages between pods. */
package dev.carillon.cluster;
