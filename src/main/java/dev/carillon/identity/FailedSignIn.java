package dev.carillon.identity;

import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a sign-in failed. The mechanism that rejected it leaves it in the request, so that the audit record has
 * the reason, which the answer does not give. On the request's event loop.
 *
 * @param claimed the unproven public part of the credential, such as an API key's id; null if there is none
 */
public record FailedSignIn(
        SignInMethod way, SignInFault fault, @Nullable String claimed) {

    private static final String KEY = FailedSignIn.class.getName();
    private static final FailedSignIn NOTHING_SHOWN = new FailedSignIn(SignInMethod.NONE, SignInFault.MISSING, null);

    /** The last one counts: a cookie is checked only if there is no header credential. */
    public void leaveIn(RoutingContext context) {
        context.put(KEY, this);
    }

    /** The reason that was left, or that there was no credential. */
    public static FailedSignIn in(RoutingContext context) {
        FailedSignIn left = context.get(KEY);
        return left == null ? NOTHING_SHOWN : left;
    }
}
