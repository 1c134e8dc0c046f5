package dev.carillon.edge;

import dev.carillon.identity.CredentialHeaders;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;

/** Adds CORS headers for pages of allowed origins, on every route; {@link CrossOriginCheck} rejects others. */
class CrossOriginFilter {

    // Between the limits, which cost nothing, and authentication, which Quarkus prepares at 200.
    private static final int BEFORE_AUTHENTICATION = 300;

    private final CrossOriginPolicy rules;
    private final CorsHandler cors;

    @Inject
    CrossOriginFilter(BrowserConfig config, CrossOriginPolicy rules) {
        this.rules = rules;
        this.cors = cors(List.copyOf(rules.allowedOrigins()), (int)
                config.preflightMaxAge().toSeconds());
    }

    private static CorsHandler cors(List<String> origins, int maxAgeSeconds) {
        return CorsHandler.create()
                .addOrigins(origins)
                .allowCredentials(true)
                .maxAgeSeconds(maxAgeSeconds)
                .allowedMethods(Set.of(
                        HttpMethod.GET,
                        HttpMethod.HEAD,
                        HttpMethod.POST,
                        HttpMethod.PUT,
                        HttpMethod.PATCH,
                        HttpMethod.DELETE))
                .allowedHeaders(Set.of(
                        "Accept",
                        "Authorization",
                        "Carillon-Client",
                        "Content-Type",
                        "Idempotency-Key",
                        "Last-Event-ID",
                        CredentialHeaders.API_KEY,
                        CredentialHeaders.CALLER))
                .exposedHeaders(Set.of("Location", "Retry-After", "Idempotency-Replayed"));
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_AUTHENTICATION);
    }

    private void check(RoutingContext context) {
        if (rules.isAllowListed(context.request().getHeader(HttpHeaders.ORIGIN))) {
            cors.handle(context);
        } else {
            context.next();
        }
    }
}
