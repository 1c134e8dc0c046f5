package dev.carillon.audit;

import io.vertx.ext.web.RoutingContext;

/** Which rule turned a request away. */
public enum RejectionRule {
    /** A page of another origin, with the user's cookie. */
    ORIGIN,
    /** The caller is known and has not the role or scope for it. */
    RIGHT,
    /** The caller, its organization or the pod has used up what it may. */
    LIMIT,
    /** The body is larger than it may be. */
    BODY_SIZE,
    /** The body did not arrive in time. */
    BODY_TIMEOUT;

    private static final String KEY = RejectionRule.class.getName();

    /** Says that this rule has refused the request, where its status does not or says another; on its event loop. */
    public void leaveIn(RoutingContext context) {
        context.put(KEY, this);
    }

    /** What was left, or else what the status says; null for a request that was not refused. */
    static RejectionRule of(RoutingContext context, int status) {
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
