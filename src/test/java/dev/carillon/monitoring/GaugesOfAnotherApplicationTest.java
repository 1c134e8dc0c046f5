package dev.carillon.monitoring;

import dev.carillon.testkit.StrictServicesTest;

/** They are those of the application that runs now, not of one that ran before it in the same JVM. */
@StrictServicesTest
class GaugesOfAnotherApplicationTest extends Gauges {}
