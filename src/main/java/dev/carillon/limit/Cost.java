package dev.carillon.limit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a request to this resource method costs of the budgets of its caller, of the caller's organization and of the pod.
 * Every resource method has it: one that has not keeps the application from starting.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Cost {

    /**
     * In points, whatever is asked for; the bytes of a body are added. One point is about a tenth of a millisecond of one
     * processor, wherever that is spent.
     */
    int value();

    /** What is added for each row that the query parameter {@code limit} asks for, in hundredths of a point. */
    int perRow() default 0;

    /** What is added, in points, for each call beyond the first that the path parameter {@link #CALLS} names. */
    int perCall() default 0;

    /** What else the request takes. */
    Takes takes() default Takes.NOTHING;

    /** The path parameter that names the calls of one request, separated by commas. */
    String CALLS = "procedures";

    /** What there is only so much of at a time. */
    enum Takes {
        NOTHING,
        /** A place among the queries that may take long, so that they never have all connections to the database. */
        QUERY,
        /** One of the opens of this second. The method itself asks {@link StreamRateLimiter}: it refuses in a stream's own way. */
        OPEN
    }
}
