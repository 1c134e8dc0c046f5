package dev.carillon.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A gateway lets streams live, and sends them to existing pods. */
final class RouteRules {

    private static final List<String> STREAMS =
            List.of("/api/notifications/stream", "/api/notifications/poll", "/api/console/stream");
    private static final Pattern GATEWAY_DURATION = Pattern.compile("([0-9]{1,5}(h|m|s|ms)){1,4}");
    private static final String STRICT_TRANSPORT_SECURITY = "Strict-Transport-Security";
    /** Of an Ingress; others of its documentation are for the controller's ConfigMap. */
    private static final Set<String> HAPROXY = Set.of(
            "haproxy.org/load-balance",
            "haproxy.org/backend-config-snippet",
            "haproxy.org/timeout-server",
            "haproxy.org/ssl-redirect",
            "haproxy.org/response-set-header");

    private static final String ALB = "alb.ingress.kubernetes.io/";

    private RouteRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("backends", RouteRules::backends),
                new Rule("parents", RouteRules::parents),
                new Rule("TLS", RouteRules::encrypted),
                new Rule("stays with TLS", RouteRules::staysWithTls),
                new Rule("durations", RouteRules::durations),
                new Rule("stream without end", RouteRules::streamWithoutEnd),
                new Rule("own answers", RouteRules::ownAnswers),
                new Rule("silence", RouteRules::silence),
                new Rule("draining", RouteRules::draining),
                new Rule("health checks", RouteRules::healthChecks));
    }

    private static void backends(Manifests manifests, Faults faults) {
        Stream.of("HTTPRoute", "Ingress", "IngressRoute")
                .flatMap(manifests::all)
                .flatMap(RouteRules::backends)
                .forEach(backend -> {
                    JsonNode service =
                            manifests.one("Service", backend.path("name").asText());
                    JsonNode port = backend.path("port");
                    String wanted = port.isObject() ? port.path("name").asText() : port.asText();
                    faults.unless(
                            Manifests.stream(service.at("/spec/ports"))
                                    .anyMatch(p -> p.path("name").asText().equals(wanted)
                                            || p.path("port").asText().equals(wanted)),
                            backend + " is no Service's port");
                });
    }

    private static Stream<JsonNode> backends(JsonNode route) {
        return Stream.of(
                        Manifests.stream(route.at("/spec/rules"))
                                .flatMap(rule -> Manifests.stream(rule.path("backendRefs"))),
                        Manifests.stream(route.at("/spec/rules"))
                                .flatMap(rule -> Manifests.stream(rule.at("/http/paths")))
                                .map(path -> path.at("/backend/service")),
                        Manifests.stream(route.at("/spec/routes"))
                                .flatMap(rule -> Manifests.stream(rule.path("services"))))
                .flatMap(stream -> stream);
    }

    private static void parents(Manifests manifests, Faults faults) {
        manifests
                .all("HTTPRoute")
                .forEach(route -> Manifests.stream(route.at("/spec/parentRefs"))
                        // A Gateway of another namespace is somebody else's.
                        .filter(parent -> !parent.has("namespace"))
                        .forEach(parent -> faults.unless(
                                Manifests.stream(manifests
                                                .one(
                                                        "Gateway",
                                                        parent.path("name").asText())
                                                .at("/spec/listeners"))
                                        .anyMatch(listener ->
                                                listener.path("name").equals(parent.path("sectionName"))),
                                parent + " is no listener")));
        Stream.of("BackendTrafficPolicy", "ClientTrafficPolicy", "GCPBackendPolicy", "HealthCheckPolicy")
                .flatMap(manifests::all)
                .flatMap(policy -> Stream.concat(
                        Manifests.stream(policy.at("/spec/targetRefs")),
                        Stream.of(policy.at("/spec/targetRef")).filter(target -> !target.isMissingNode())))
                .forEach(target -> faults.unless(
                        !manifests
                                .one(
                                        target.path("kind").asText(),
                                        target.path("name").asText())
                                .isMissingNode(),
                        target + " is not there"));
    }

    /** For the kinds that end TLS. An Ingress for no particular controller cannot express it. */
    private static void staysWithTls(Manifests manifests, Faults faults) {
        manifests
                .all("HTTPRoute")
                .filter(route -> backends(route).findAny().isPresent())
                .flatMap(route -> Manifests.stream(route.at("/spec/rules")))
                .forEach(rule -> faults.unless(
                        Manifests.stream(rule.path("filters"))
                                .flatMap(filter -> Manifests.stream(filter.at("/responseHeaderModifier/set")))
                                .anyMatch(header -> header.path("name").asText().equals(STRICT_TRANSPORT_SECURITY)),
                        "a route says nothing"));
        manifests
                .all("IngressRoute")
                .filter(route -> route.at("/spec/tls").isObject())
                .forEach(route -> faults.unless(
                        middlewares(manifests, route)
                                .anyMatch(middleware -> middleware
                                                .at("/spec/headers/stsSeconds")
                                                .asInt()
                                        > 0),
                        "a route says nothing"));
        manifests
                .all("Ingress")
                .filter(ingress -> !annotations(ingress).isEmpty())
                .forEach(ingress -> faults.unless(
                        annotations(ingress)
                                .toString()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-')
                                .contains("strict-transport-security"),
                        "nothing says it"));
    }

    private static JsonNode annotations(JsonNode object) {
        return object.at("/metadata/annotations");
    }

    private static Stream<JsonNode> middlewares(Manifests manifests, JsonNode route) {
        return Manifests.stream(route.at("/spec/routes"))
                .flatMap(rule -> Manifests.stream(rule.path("middlewares")))
                .map(name -> manifests.one("Middleware", name.path("name").asText()));
    }

    /** Where users come in; HTTP may only send them on. */
    private static void encrypted(Manifests manifests, Faults faults) {
        manifests
                .all("IngressRoute")
                .forEach(route -> faults.unless(
                        !route.at("/spec/tls/secretName").asText().isEmpty()
                                || middlewares(manifests, route)
                                        .anyMatch(middleware -> middleware
                                                .at("/spec/redirectScheme/scheme")
                                                .asText()
                                                .equals("https")),
                        "no certificate"));
        manifests
                .all("Ingress")
                .forEach(ingress -> faults.unless(
                        ingress.at("/spec/tls").size() > 0
                                || annotation(ingress, ALB + "listen-ports").contains("HTTPS"),
                        "no certificate"));
        manifests
                .all("HTTPRoute")
                .filter(route -> backends(route).findAny().isPresent())
                .forEach(route -> faults.unless(
                        Manifests.stream(route.at("/spec/parentRefs"))
                                .allMatch(parent ->
                                        parent.path("sectionName").asText().equals("https")),
                        Manifests.idOf(route) + " serves without TLS"));
        manifests
                .all("Gateway")
                .flatMap(gateway -> Manifests.stream(gateway.at("/spec/listeners")))
                .filter(listener -> listener.path("protocol").asText().equals("HTTPS"))
                .forEach(listener ->
                        faults.unless(listener.at("/tls/certificateRefs").size() > 0, "no certificate"));
    }

    private static void durations(Manifests manifests, Faults faults) {
        manifests
                .all("HTTPRoute")
                .flatMap(route -> Manifests.stream(route.at("/spec/rules")))
                .flatMap(rule -> rule.path("timeouts").properties().stream())
                .forEach(timeout -> faults.unless(
                        GATEWAY_DURATION.matcher(timeout.getValue().asText()).matches(),
                        timeout.getValue() + " is no duration"));
    }

    /** Timeouts for a whole response are off, or above the oldest stream. */
    private static void streamWithoutEnd(Manifests manifests, Faults faults) {
        boolean google = manifests.all("GCPBackendPolicy").findAny().isPresent();
        if (manifests.all("HTTPRoute").findAny().isPresent()) {
            for (String stream : STREAMS) {
                JsonNode rule = ofStream(manifests, stream);
                faults.unless(
                        !rule.isMissingNode()
                                && (google
                                        || rule.at("/timeouts/request").asText().equals("0s")),
                        "the route ends " + stream);
            }
        }
        manifests
                .all("BackendTrafficPolicy")
                .filter(policy -> policy.at("/spec/targetRefs/0/name").asText().endsWith("-streams"))
                .map(policy -> policy.at("/spec/timeout/http"))
                .forEach(http -> {
                    faults.unless(http.path("requestTimeout").asText().equals("0s"), "Envoy ends streams");
                    faults.unless(http.path("maxStreamDuration").asText().equals("0s"), "Envoy ends streams");
                });
        Duration oldest = Promises.of(manifests).oldestStream();
        manifests
                .all("GCPBackendPolicy")
                .forEach(policy -> faults.unless(
                        policy.at("/spec/default/timeoutSec").asLong() > oldest.toSeconds(),
                        "Google ends streams before they are " + oldest.toMinutes() + " min old"));
    }

    private static JsonNode ofStream(Manifests manifests, String path) {
        return manifests
                .all("HTTPRoute")
                .flatMap(route -> Manifests.stream(route.at("/spec/rules")))
                .filter(rule -> Manifests.stream(rule.path("matches"))
                        .anyMatch(match -> match.at("/path/value").asText().equals(path)))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /**
     * A gateway's answer in place of a pod's is for streams alone: a create request must not take it for success. An
     * annotation that a controller does not know is ignored by it silently.
     */
    private static void ownAnswers(Manifests manifests, Faults faults) {
        manifests
                .all("BackendTrafficPolicy")
                .filter(policy -> policy.path("spec").has("responseOverride"))
                .forEach(policy -> faults.unless(
                        Manifests.stream(policy.at("/spec/targetRefs"))
                                .allMatch(target -> target.path("name").asText().endsWith("-streams")),
                        Manifests.nameOf(policy) + " answers for other requests than streams"));
        manifests
                .all("Ingress")
                .flatMap(ingress -> annotations(ingress).properties().stream())
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith("haproxy.org/"))
                .forEach(name -> faults.unless(HAPROXY.contains(name), name + " is no annotation of an Ingress"));
    }

    /** Timeouts for silence are longer than two keep-alives. */
    private static void silence(Manifests manifests, Faults faults) {
        Duration least = Promises.of(manifests).keepAlive().multipliedBy(2);
        Stream<String> given = Stream.of(
                        manifests
                                .all("BackendTrafficPolicy")
                                .map(policy -> policy.at("/spec/timeout/http/streamIdleTimeout")
                                        .asText()),
                        manifests.all("Ingress").map(ingress -> annotation(ingress, "haproxy.org/timeout-server")),
                        manifests
                                .all("Ingress")
                                .map(ingress -> number(
                                        annotation(ingress, ALB + "load-balancer-attributes"),
                                        "idle_timeout.timeout_seconds")))
                .flatMap(stream -> stream);
        given.filter(text -> !text.isEmpty())
                .forEach(text -> faults.unless(
                        Promises.duration(text).compareTo(least) > 0, text + " of silence, keep-alives need " + least));
    }

    /** A load balancer that takes a pod out lets it drain. */
    private static void draining(Manifests manifests, Faults faults) {
        Promises promises = Promises.of(manifests);
        long needed = promises.preStop().plus(promises.drain()).toSeconds();
        Stream.concat(
                        manifests
                                .all("GCPBackendPolicy")
                                .map(policy -> policy.at("/spec/default/connectionDraining/drainingTimeoutSec")
                                        .asText()),
                        manifests
                                .all("Ingress")
                                .map(ingress -> number(
                                        annotation(ingress, ALB + "target-group-attributes"),
                                        "deregistration_delay.timeout_seconds")))
                .filter(text -> !text.isEmpty())
                .forEach(text -> faults.unless(
                        Long.parseLong(text.replace("s", "")) >= needed, text + ", a pod drains for " + needed + " s"));
    }

    private static void healthChecks(Manifests manifests, Faults faults) {
        Stream.concat(
                        manifests
                                .all("HealthCheckPolicy")
                                .map(policy -> policy.at("/spec/default/config/httpHealthCheck"))
                                .map(check -> check.path("port").asText()
                                        + check.path("requestPath").asText()),
                        manifests
                                .all("Ingress")
                                .filter(ingress -> !annotation(ingress, ALB + "target-type")
                                        .isEmpty())
                                .map(ingress -> annotation(ingress, ALB + "healthcheck-port")
                                        + annotation(ingress, ALB + "healthcheck-path")))
                .forEach(check -> faults.unless(check.equals("9000/q/health/ready"), "asks " + check));
    }

    private static String annotation(JsonNode object, String name) {
        return object.path("metadata").path("annotations").path(name).asText();
    }

    /** In seconds, of an attribute list; empty if it is not in it. */
    private static String number(String attributes, String name) {
        Matcher matcher = Pattern.compile(Pattern.quote(name) + "=([0-9]+)").matcher(attributes);
        return matcher.find() ? matcher.group(1) + "s" : "";
    }
}
