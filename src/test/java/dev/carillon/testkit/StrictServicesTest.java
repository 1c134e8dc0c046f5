package dev.carillon.testkit;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test that runs another application than most, on a PostgreSQL and a Redis that grant it no more than it needs. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
@WithTestResource(StrictServices.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface StrictServicesTest {}
