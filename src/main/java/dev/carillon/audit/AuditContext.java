package dev.carillon.audit;

import dev.carillon.identity.Caller;
import dev.carillon.socket.OwnContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The origin of an audit event: caller, address and route. An unknown component is null.
 *
 * @param by the user, or {@code key:} and the key's id
 * @param credential the credential's tag; nobody can sign in with it
 * @param from the client's address: the peer's, or the one that a trusted proxy reports ({@code quarkus.http.proxy.*})
 * @param route the template of the route, never the path, which may contain data that must not be in a log
 * @param trace the trace's id: ours, or the one in the request
 */
public record AuditContext(
        @Nullable String organization,
        @Nullable String by,
        @Nullable String credential,
        @Nullable String from,
        @Nullable String method,
        @Nullable String route,
        @Nullable String trace) {

    private static final String ROUTE = "UrlPathTemplate";
    private static final Pattern TRACE_PARENT =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

    /** For a command or the pod itself, without a request. */
    public static AuditContext within(@Nullable String organization, @Nullable String by) {
        return new AuditContext(organization, by, null, null, null, null, null);
    }

    /** Of this request. Call on its event loop, or on a thread that works for it. */
    static AuditContext of(RoutingContext context) {
        return of(context, caller(context));
    }

    /** Of this request, whose caller was just authenticated and is not in it yet. */
    static AuditContext of(RoutingContext context, @Nullable Caller caller) {
        HttpServerRequest request = context.request();
        return new AuditContext(
                caller == null ? null : caller.organizationId(),
                caller == null ? null : caller.userId(),
                caller == null ? null : caller.credential().tag(),
                address(request.remoteAddress()),
                request.method().name(),
                route(request),
                trace(request));
    }

    private static @Nullable Caller caller(RoutingContext context) {
        boolean known = context.user() instanceof QuarkusHttpUser user
                && !user.getSecurityIdentity().isAnonymous();
        return known ? Caller.of(((QuarkusHttpUser) context.user()).getSecurityIdentity()) : null;
    }

    private static @Nullable String address(SocketAddress address) {
        if (address == null) {
            return null;
        }
        return address.hostAddress() == null ? address.host() : address.hostAddress();
    }

    private static @Nullable String route(HttpServerRequest request) {
        return OwnContext.of(request).flatMap(context -> context.local(ROUTE)).orElse(null);
    }

    private static @Nullable String trace(HttpServerRequest request) {
        SpanContext span = Span.current().getSpanContext();
        if (span.isValid()) {
            return span.getTraceId();
        }
        String parent = request.getHeader("traceparent");
        Matcher matcher = TRACE_PARENT.matcher(parent == null ? "" : parent);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
