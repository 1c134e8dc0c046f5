package dev.carillon.kubernetes;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
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

    /** Optional properties are fields, required ones are parameters. */
    static final class IngressRoute {
        @JsonProperty
        private Tls tls;

        @JsonCreator
        IngressRoute(
                @JsonProperty("entryPoints") List<String> entryPoints, @JsonProperty("routes") List<Route> routes) {}
    }

    record Route(RouteKind kind, String match, List<Named> middlewares, List<Service> services) {}

    record Named(Name name) {}

    /** One of these. */
    static final class Middleware {
        @JsonProperty
        private RedirectScheme redirectScheme;

        @JsonProperty
        private Headers headers;
    }

    record RedirectScheme(String scheme, Boolean permanent) {}

    record Headers(Integer stsSeconds) {}

    static final class Service {
        @JsonProperty
        private Strategy strategy;

        @JsonProperty
        private Name serversTransport;

        @JsonCreator
        Service(@JsonProperty("name") Name name, @JsonProperty("port") String port) {}
    }

    record Tls(Name secretName) {}

    record ServersTransport(ForwardingTimeouts forwardingTimeouts) {}

    record ForwardingTimeouts(GoTime dialTimeout, GoTime responseHeaderTimeout, GoTime idleConnTimeout) {}
}
