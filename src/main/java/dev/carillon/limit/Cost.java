package dev.carillon.limit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The cost of a request to this resource method, charged to its caller, the caller's organization and the pod. Every
 * resource method declares it; otherwise the application does not start.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Cost {

    /**
     * The fixed price in points; the bytes of a body are added. One point is about a tenth of a millisecond of one
     * processor, in the pod or elsewhere.
     */
    int value();

    /**
     * The price of each row that the query parameter {@code limit} asks for, in hundredths of a point. A page of a hundred
     * takes 4.5 ms of processors while nothing else runs, half of them PostgreSQL's ({@code src/bench/run neighbours}).
     */
    int perRow() default 0;

    /** The price in points of each call after the first that the path parameter {@link #CALLS} names. */
    int perCall() default 0;

    /** Those of {@link #CALLS} that cost more than others. */
    Call[] dear() default {};

    /** The scarce resource that the request takes besides points. */
    Takes takes() default Takes.NOTHING;

    /** The path parameter that names the calls of one request, separated by commas. */
    String CALLS = "procedures";

    /** A call, and how many points it costs beyond the price of any call. */
    @Target({})
    @Retention(RetentionPolicy.RUNTIME)
    @interface Call {
        String name();

        int more();
    }

    /** A resource of which a limited number exists at a time. */
    enum Takes {
        NOTHING,
        /** A place among the queries that may take long, so that these never hold all connections to the database. */
        QUERY,
        /** One of this second's opens. The method asks {@link StreamRateLimiter}, as streams are rejected in-band. */
        OPEN
    }
}
