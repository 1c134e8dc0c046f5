package dev.carillon.kubernetes;

import dev.carillon.kubernetes.Written.GoTime;
import dev.carillon.kubernetes.Written.Name;
import java.util.List;

/** Of {@code traefik.io/v1alpha1}. */
final class TraefikKinds {

    private TraefikKinds() {}

    enum RouteKind {
        Rule
    }

    enum Strategy {
        wrr,
        p2c,
        hrw,
        leasttime
    }

    record IngressRoute(List<String> entryPoints, List<Route> routes, Tls tls) {}

    record Route(RouteKind kind, String match, List<Named> middlewares, List<Service> services) {}

    record Named(Name name) {}

    record Middleware(RedirectScheme redirectScheme, Headers headers) {}

    record RedirectScheme(String scheme, Boolean permanent) {}

    record Headers(Integer stsSeconds) {}

    record Service(Name name, String port, Strategy strategy, Name serversTransport) {}

    record Tls(Name secretName) {}

    record ServersTransport(ForwardingTimeouts forwardingTimeouts) {}

    record ForwardingTimeouts(GoTime dialTimeout, GoTime responseHeaderTimeout, GoTime idleConnTimeout) {}
}
