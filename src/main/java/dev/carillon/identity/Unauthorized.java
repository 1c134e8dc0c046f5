package dev.carillon.identity;

import dev.carillon.route.Route;
import dev.carillon.sse.JsonLines;
import dev.carillon.sse.SseText;
import io.quarkus.arc.Arc;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** The answer without a valid credential: the Express application's {@code 401}, or "retry" if it cannot be checked. */
public final class Unauthorized {

    /** The Express application's body; clients compare it. */
    public static final String BODY = "{\"error\":\"Unauthorized\"}";

    private static final String UNDECIDED = Unauthorized.class.getName();
    private static final String UNDECIDED_BODY =
            "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,\"code\":\"unavailable\","
                    + "\"detail\":\"Who is calling cannot be verified just now; please repeat the request.\"}";

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    // Long enough for a restart of Redis, and spread so that clients do not all return at once.
    private static final int RETRY_AFTER_SECONDS = 2;
    private static final int RETRY_MILLIS_MIN = 2_000;
    private static final int RETRY_MILLIS_MAX = 8_000;

    private Unauthorized() {}

    /** Notes that the credential could not be checked, so the answer must not be final. */
    public static void markUndecided(RoutingContext context) {
        context.put(UNDECIDED, true);
    }

    /** Whether the credential could not be checked. */
    public static boolean isUndecided(RoutingContext context) {
        return context.get(UNDECIDED) != null;
    }

    /** Ends the response; call on the request's event loop. */
    public static Uni<Boolean> answer(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended()) {
            return Uni.createFrom().item(true);
        }
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (!isUndecided(context)) {
            end(response.setStatusCode(401), "application/json", BODY.getBytes(StandardCharsets.UTF_8));
        } else if (Route.opensStream(context) && !asksForLines(context)) {
            // An EventSource never comes back after an error status, but it does after a closed stream.
            if (context.request().version() != HttpVersion.HTTP_2) {
                // Closing the connection also signals proxies and lets the client reconnect to another pod.
                response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            long retry = ThreadLocalRandom.current().nextLong(RETRY_MILLIS_MIN, RETRY_MILLIS_MAX);
            response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                    .end(Buffer.buffer(SseText.retry(retry)).appendBytes(SseText.event(reconnect())));
        } else {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_AFTER_SECONDS));
            end(
                    response.setStatusCode(503),
                    "application/problem+json",
                    UNDECIDED_BODY.getBytes(StandardCharsets.UTF_8));
        }
        return Uni.createFrom().item(true);
    }

    private static boolean asksForLines(RoutingContext context) {
        return JsonLines.areAskedFor(context.request().getHeader(HttpHeaders.ACCEPT), "text/event-stream");
    }

    /** The stream's {@code reconnect} message, of which this package knows only the text. */
    private static byte[] reconnect() {
        Instant now = Arc.container().select(Clock.class).get().instant();
        return ("{\"type\":\"reconnect\",\"timestamp\":\"" + MILLIS.format(now) + "\",\"reason\":\"unavailable\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void end(HttpServerResponse response, String contentType, byte[] body) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, contentType).end(Buffer.buffer(body));
    }
}
