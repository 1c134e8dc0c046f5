package dev.carillon.route;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Conditions that a request must meet to reach this resource method. Every resource method needs this annotation: the
 * application does not start if one lacks it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Rules {

    /** The effect of the method, which decides how a request with a cookie must prove its origin. */
    Effect value();

    /** Whether callers must be authenticated. */
    SignIn signIn() default SignIn.REQUIRED;

    /** How large a body may be. */
    BodySize body() default BodySize.ORDINARY;

    /**
     * The media type that a POST, PUT or PATCH must name, with or without a body. Forms and {@code no-cors} requests of
     * foreign pages cannot name it, so a browser asks before it sends one.
     */
    String type() default "application/json";

    /** Whether a ticket in the URL authenticates. */
    Tickets tickets() default Tickets.NOT_TAKEN;

    /**
     * Whether caches may keep the answer; otherwise it is {@code no-store}, unless the method itself sets a lifetime.
     */
    boolean storable() default false;

    /** The effect of a resource method. */
    enum Effect {
        /** Only answers. Browsers hide the answer from foreign pages. */
        READS,
        /** Writes, or ends something. */
        ACTS,
        /** Opens a stream, which costs something even if a foreign page cannot read it. Never reached by HEAD. */
        OPENS_STREAM,
        /** Holds the request until there is something to answer, which costs as much as a stream. Never reached by HEAD. */
        WAITS;

        /** Whether a connection is held for the caller. */
        public boolean holdsConnection() {
            return this == OPENS_STREAM || this == WAITS;
        }
    }

    /** Authentication of the caller. */
    enum SignIn {
        /** A credential is needed; without one the answer is {@code 401}. */
        REQUIRED,
        /** A credential is optional: the method itself answers callers without one. An invalid one is rejected. */
        ASKED,
        /** Credentials are ignored. */
        NOT_ASKED
    }

    /** The limit of a body. */
    enum BodySize {
        /** {@code carillon.publish.max-body-size}. */
        ORDINARY,
        /** {@code quarkus.http.limits.max-body-size}. */
        BATCH
    }

    /** Treatment of a ticket. */
    enum Tickets {
        NOT_TAKEN,
        /** It authenticates once, and is used up. */
        REDEEMED,
        /** It authenticates, and stays valid. */
        LOOKED_AT
    }
}
