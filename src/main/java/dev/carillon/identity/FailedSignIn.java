package dev.carillon.identity;

import io.vertx.ext.web.RoutingContext;

/**
 * Why a request was taken for nobody's. Left in the request by whatever has refused it, so that the answer, which says
 * nothing of it, can be recorded with its reason. On the request's event loop.
 *
 * @param claimed the public part of what was shown, such as an API key's id; not proven by anything, null if there is none
 */
public record FailedSignIn(SignInMethod way, SignInFault fault, String claimed) {

    private static final String KEY = FailedSignIn.class.getName();
    private static final FailedSignIn NOTHING_SHOWN = new FailedSignIn(SignInMethod.NONE, SignInFault.MISSING, null);

    /** The last one counts: a cookie is looked at only where no header was shown. */
    public void leaveIn(RoutingContext context) {
        context.put(KEY, this);
    }

    /** What was left, or that nothing was shown. */
    public static FailedSignIn in(RoutingContext context) {
        FailedSignIn left = context.get(KEY);
        return left == null ? NOTHING_SHOWN : left;
    }
}
