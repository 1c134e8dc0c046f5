package dev.carillon.edge;

import dev.carillon.access.session.AmbientCredentials;
import dev.carillon.audit.RejectionRule;
import dev.carillon.problem.Forbidden;
import dev.carillon.route.Check;
import dev.carillon.route.Route;
import dev.carillon.route.Rules.Effect;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Rejects pages of foreign origins before authentication and before a stream is opened. */
@Singleton
@Priority(100)
class CrossOriginCheck implements Check {

    private final CrossOriginPolicy rules;
    private final AmbientCredentials ambient;
    private final Counter rejected;

    @Inject
    CrossOriginCheck(CrossOriginPolicy rules, AmbientCredentials ambient, MeterRegistry registry) {
        this.rules = rules;
        this.ambient = ambient;
        this.rejected = Counter.builder("carillon.pages.refused")
                .description("Rejected requests with a cookie from pages of other origins")
                .register(registry);
    }

    /** Browsers hide the answers to reads from foreign pages. A stream costs something as soon as it is opened. */
    @Override
    public void check(Route route, RoutingContext context) {
        if (route.effect() == Effect.READS || !ambient.decide(context.request())) {
            return;
        }
        if (!rules.admits(route.effect(), shown(context.request()))) {
            rejected.increment();
            RejectionRule.ORIGIN.leaveIn(context);
            throw new Forbidden("A page of another origin may not use this; see carillon.browser.allowed-origins.");
        }
    }

    private static CrossOriginPolicy.Shown shown(HttpServerRequest request) {
        return new CrossOriginPolicy.Shown(
                request.getHeader("Sec-Fetch-Site"),
                request.getHeader(HttpHeaders.ORIGIN),
                request.getHeader(HttpHeaders.REFERER),
                request.getHeader(HttpHeaders.ACCEPT),
                request.getHeader(HttpHeaders.USER_AGENT),
                request.scheme(),
                request.authority() == null ? null : request.authority().toString());
    }
}
