package dev.carillon.testkit;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test that runs the application with a real PostgreSQL and Redis, and an identity provider that signs tokens. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
@WithTestResource(IdentityProvider.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface IdentityTest {}
