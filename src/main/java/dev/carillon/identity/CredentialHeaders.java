package dev.carillon.identity;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The request headers that carry a credential, or say whose it should be. */
public final class CredentialHeaders {

    public static final String API_KEY = "X-Api-Key";

    /** {@link Caller#name()} of the caller that the request is meant for. */
    public static final String CALLER = "Carillon-Caller";

    private static final String BEARER = "Bearer ";

    private CredentialHeaders() {}

    /** The text after {@code Bearer}; null without such a header. */
    public static @Nullable String bearer(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).trim()
                : null;
    }
}
