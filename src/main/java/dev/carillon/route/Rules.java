package dev.carillon.route;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a request has to fulfil to reach this resource method. Every resource method has it: one that has not is refused,
 * and keeps the application from starting.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Rules {

    /** What the method does, which decides what a request with a cookie has to show of where it comes from. */
    Effect value();

    /** Whether callers have to be signed in. */
    SignIn signIn() default SignIn.REQUIRED;

    /** How large a body may be. */
    BodySize body() default BodySize.ORDINARY;

    /**
     * The media type that a POST, PUT or PATCH has to name, with a body or without. It is none that a form or a
     * {@code no-cors} request of a foreign page can name, so a browser asks before it sends one.
     */
    String type() default "application/json";

    /** Whether a ticket in the URL signs in. */
    Tickets tickets() default Tickets.NOT_TAKEN;

    /** Whether caches may keep the answer; otherwise it is {@code no-store}, unless the method itself says how long. */
    boolean storable() default false;

    /** What a resource method does to the world. */
    enum Effect {
        /** Answers. Browsers themselves hide the answer from foreign pages. */
        READS,
        /** Writes, or ends something. */
        ACTS,
        /** Opens a stream, which costs something even if a foreign page cannot read it. Never reached by HEAD. */
        OPENS_STREAM
    }

    /** Who may call. */
    enum SignIn {
        /** Whom a credential names; anybody else gets the {@code 401}. */
        REQUIRED,
        /** Anybody: the method itself answers whoever shows no credential. One that is not valid is refused. */
        ASKED,
        /** Anybody; no credential is looked at. */
        NOT_ASKED
    }

    /** Which limit binds a body. */
    enum BodySize {
        /** {@code carillon.publish.max-body-size}. */
        ORDINARY,
        /** {@code quarkus.http.limits.max-body-size}. */
        BATCH
    }

    /** What becomes of a ticket. */
    enum Tickets {
        NOT_TAKEN,
        /** It signs in, and is worth nothing any more. */
        REDEEMED,
        /** It signs in, and is left as it is. */
        LOOKED_AT
    }
}
