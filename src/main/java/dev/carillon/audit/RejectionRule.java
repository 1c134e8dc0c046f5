package dev.carillon.audit;

import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** The rule that rejected a request. */
public enum RejectionRule {
    /** A page of another origin, with the user's cookie. */
    ORIGIN,
    /** The caller is known but lacks the role or scope. */
    RIGHT,
    /** The caller, its organization or the pod has used up its limit. */
    LIMIT,
    /** The body is larger than it may be. */
    BODY_SIZE,
    /** The body did not arrive in time. */
    BODY_TIMEOUT;

    private static final String KEY = RejectionRule.class.getName();

    /** Notes that this rule has rejected the request, if the status does not say so. Call on its event loop. */
    public void leaveIn(RoutingContext context) {
        context.put(KEY, this);
    }

    /** The rule that was noted, or else the one that the status implies; null if the request was not rejected. */
    static @Nullable RejectionRule of(RoutingContext context, int status) {
        RejectionRule left = context.get(KEY);
        if (left != null) {
            return left;
        }
        return switch (status) {
            case 403 -> RIGHT;
            case 408 -> BODY_TIMEOUT;
            case 413 -> BODY_SIZE;
            case 429 -> LIMIT;
            default -> null;
        };
    }
}
