/** Real-socket readers, producers, faults and the judge of histories, for every test that takes a cluster to pieces. */
package dev.carillon.testkit;
