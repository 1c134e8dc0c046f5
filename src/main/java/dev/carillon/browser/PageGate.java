package dev.carillon.browser;

import dev.carillon.identity.AmbientCredentials;
import dev.carillon.problem.ProblemAnswer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;

/** Refuses pages of foreign origins before anybody is signed in or anything is opened, and tells allowed ones so. */
class PageGate {

    // Between the limits, which cost nothing, and authentication, which Quarkus does at 200.
    private static final int BEFORE_AUTHENTICATION = 300;

    private static final Set<String> STREAMS = Set.of("/api/notifications/stream", "/api/console/stream");
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final PageRules rules;
    private final CorsHandler cors;
    private final AmbientCredentials ambient;
    private final Counter refused;

    @Inject
    PageGate(BrowserConfig config, AmbientCredentials ambient, MeterRegistry registry) {
        Set<String> origins = config.allowedOrigins().orElse(Set.of());
        if (origins.contains("*") || origins.contains("null")) {
            throw new IllegalArgumentException("carillon.browser.allowed-origins must name origins");
        }
        this.rules = new PageRules(origins);
        this.cors = cors(List.copyOf(origins), (int) config.preflightMaxAge().toSeconds());
        this.ambient = ambient;
        this.refused = Counter.builder("carillon.pages.refused")
                .description("Requests with a cookie that came from pages of other origins")
                .register(registry);
    }

    private static CorsHandler cors(List<String> origins, int maxAgeSeconds) {
        return CorsHandler.create()
                .addOrigins(origins)
                .allowCredentials(true)
                .maxAgeSeconds(maxAgeSeconds)
                .allowedMethods(
                        Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PATCH, HttpMethod.DELETE))
                .allowedHeaders(Set.of(
                        "Accept", "Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "X-Api-Key"))
                .exposedHeaders(Set.of("Location", "Retry-After", "Idempotency-Replayed"));
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_AUTHENTICATION);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (rules.isAllowListed(origin)) {
            cors.handle(context);
        } else if (needsPage(context) && !isAdmitted(request, origin)) {
            refused.increment();
            ProblemAnswer.end(
                    context,
                    HttpResponseStatus.FORBIDDEN,
                    "A page of another origin may not use this; see carillon.browser.allowed-origins.");
        } else {
            context.next();
        }
    }

    /** Reading answers are hidden from foreign pages by browsers themselves; a stream costs something by being opened. */
    private boolean needsPage(RoutingContext context) {
        boolean acts = !READS.contains(context.request().method()) || isStream(context);
        return acts && context.normalizedPath().startsWith("/api/") && ambient.decide(context.request());
    }

    private static boolean isStream(RoutingContext context) {
        return STREAMS.contains(context.normalizedPath()) && context.request().method() != HttpMethod.OPTIONS;
    }

    private boolean isAdmitted(HttpServerRequest request, String origin) {
        boolean read = READS.contains(request.method());
        String authority =
                request.authority() == null ? null : request.authority().toString();
        return rules.admits(read, request.getHeader("Sec-Fetch-Site"), origin, request.scheme(), authority);
    }
}
