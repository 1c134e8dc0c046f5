package dev.carillon.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.secret.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** References between objects are true. */
final class ReferenceRules {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    private static final Pattern PREFIX = Pattern.compile("## `(?<prefix>[a-z.-]+)\\.\\*`");
    private static final Pattern KEY = Pattern.compile("\\| `(?<key>\\.?[a-z.-]+)`.*");

    /** Quarkus' keys that the manifests set, which are not in the generated page. */
    private static final Set<String> QUARKUS = Set.of(
            "QUARKUS_DATASOURCE_JDBC_URL",
            "QUARKUS_DATASOURCE_USERNAME",
            "QUARKUS_DATASOURCE_PASSWORD",
            "QUARKUS_DATASOURCE_JDBC_MAX_SIZE",
            "QUARKUS_FLYWAY_USERNAME",
            "QUARKUS_FLYWAY_PASSWORD",
            "QUARKUS_FLYWAY_MIGRATE_AT_START",
            "QUARKUS_LOG_CONSOLE_JSON_ENABLED",
            "QUARKUS_LOG_CATEGORY__DEV_CARILLON_SSE__LEVEL",
            "QUARKUS_REDIS_HOSTS",
            "QUARKUS_SHUTDOWN_TIMEOUT");

    private ReferenceRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("names", ReferenceRules::names),
                new Rule("selectors", ReferenceRules::selectors),
                new Rule("services", ReferenceRules::services),
                new Rule("mounts", ReferenceRules::mounts),
                new Rule("sources", ReferenceRules::sources),
                new Rule("secrets", ReferenceRules::secrets),
                new Rule("settings", ReferenceRules::settings));
    }

    private static void names(Manifests manifests, Faults faults) {
        Set<String> seen = new HashSet<>();
        for (JsonNode object : manifests.objects()) {
            String name = Manifests.nameOf(object);
            faults.unless(NAME.matcher(name).matches(), Manifests.idOf(object) + " is no name");
            faults.unless(seen.add(Manifests.idOf(object)), Manifests.idOf(object) + " is there twice");
            faults.unless(
                    object.path("kind").asText().equals("Namespace")
                            || object.at("/metadata/namespace").asText().equals("carillon"),
                    Manifests.idOf(object) + " is in another namespace");
        }
    }

    /** All labels of {@code selector} are on the pods of some workload. */
    static boolean selectsPods(Manifests manifests, JsonNode selector) {
        return selector.size() > 0
                && Stream.of("Deployment", "StatefulSet")
                        .flatMap(manifests::all)
                        .map(workload -> workload.at("/spec/template/metadata/labels"))
                        .anyMatch(labels -> has(labels, selector));
    }

    private static boolean has(JsonNode labels, JsonNode selector) {
        return selector.properties().stream()
                .allMatch(wanted -> wanted.getValue().equals(labels.path(wanted.getKey())));
    }

    private static void selectors(Manifests manifests, Faults faults) {
        Stream.of("Deployment", "StatefulSet").flatMap(manifests::all).forEach(workload -> {
            JsonNode labels = workload.at("/spec/template/metadata/labels");
            faults.unless(
                    has(labels, workload.at("/spec/selector/matchLabels")),
                    Manifests.idOf(workload) + " does not select its own pods");
            Manifests.stream(workload.at("/spec/template/spec/topologySpreadConstraints"))
                    .forEach(spread -> faults.unless(
                            has(labels, spread.at("/labelSelector/matchLabels")), "spreads other pods than its own"));
        });
        Stream.of("PodDisruptionBudget", "PodMonitor")
                .flatMap(manifests::all)
                .forEach(object -> faults.unless(
                        selectsPods(manifests, object.at("/spec/selector/matchLabels")),
                        Manifests.idOf(object) + " selects no pods"));
    }

    private static void services(Manifests manifests, Faults faults) {
        manifests.all("Service").forEach(service -> {
            faults.unless(
                    selectsPods(manifests, service.at("/spec/selector")), Manifests.idOf(service) + " selects no pods");
            Manifests.stream(service.at("/spec/ports"))
                    .map(port -> port.path("targetPort").asText())
                    .forEach(target ->
                            faults.unless(isDeclared(manifests, target), "no container has a port " + target));
        });
    }

    static boolean isDeclared(Manifests manifests, String port) {
        return PodRules.containers(manifests)
                .flatMap(container -> Manifests.stream(container.path("ports")))
                .anyMatch(declared -> declared.path("name").asText().equals(port));
    }

    private static void mounts(Manifests manifests, Faults faults) {
        PodRules.pods(manifests).forEach(pod -> {
            Set<String> volumes = Stream.concat(
                            Manifests.stream(pod.path("volumes")),
                            manifests
                                    .all("StatefulSet")
                                    .flatMap(set -> Manifests.stream(set.at("/spec/volumeClaimTemplates")))
                                    .map(claim -> claim.path("metadata")))
                    .map(volume -> volume.path("name").asText())
                    .collect(Collectors.toSet());
            Manifests.stream(pod.path("containers"))
                    .flatMap(container -> Manifests.stream(container.path("volumeMounts")))
                    .map(mount -> mount.path("name").asText())
                    .forEach(name -> faults.unless(volumes.contains(name), "no volume " + name));
        });
        faults.unless(
                Manifests.stream(manifests.container().path("volumeMounts"))
                        .anyMatch(mount -> mount.path("mountPath").asText().equals("/tmp")),
                "nowhere to write");
    }

    /** The Secret is the operator's to make, under this name; everything else has to be here. */
    private static void sources(Manifests manifests, Faults faults) {
        boolean secretIsHere = manifests.all("Secret").findAny().isPresent();
        PodRules.containers(manifests)
                .flatMap(container -> Manifests.stream(container.path("envFrom")))
                .forEach(source -> {
                    String map = source.at("/configMapRef/name").asText();
                    String secret = source.at("/secretRef/name").asText();
                    faults.unless(
                            map.isEmpty() || !manifests.one("ConfigMap", map).isMissingNode(), "no ConfigMap " + map);
                    faults.unless(
                            secret.isEmpty()
                                    || (secretIsHere
                                            ? !manifests.one("Secret", secret).isMissingNode()
                                            : secret.equals("carillon")),
                            "no Secret " + secret);
                });
        String account = manifests.pod().path("serviceAccountName").asText();
        faults.unless(!manifests.one("ServiceAccount", account).isMissingNode(), "no ServiceAccount " + account);
    }

    /** A Secret in the manifests has every key that a pod needs to start. */
    private static void secrets(Manifests manifests, Faults faults) {
        manifests
                .all("Secret")
                .filter(object -> Manifests.nameOf(object).startsWith("carillon"))
                .filter(object -> object.path("data").has("CARILLON_SESSION_SECRETS"))
                .forEach(object -> {
                    byte[] secret = Base64.getDecoder()
                            .decode(object.at("/data/CARILLON_BUS_SECRETS").asText());
                    faults.unless(secret.length >= Secrets.MIN_BYTES, "no secret of the bus, or a short one");
                });
    }

    private static void settings(Manifests manifests, Faults faults) {
        Set<String> known = settings();
        Stream.of("ConfigMap", "Secret")
                .flatMap(manifests::all)
                .filter(object -> Manifests.nameOf(object).startsWith("carillon"))
                .flatMap(object -> object.path("data").properties().stream())
                .forEach(
                        entry -> faults.unless(known.contains(entry.getKey()), entry.getKey() + " configures nothing"));
    }

    /** Every key of ours, as an environment variable, and Quarkus' that are used. */
    static Set<String> settings() {
        Set<String> keys = new HashSet<>(QUARKUS);
        String prefix = "";
        try {
            for (String line : Files.readAllLines(Path.of("docs/configuration.md"))) {
                Matcher heading = PREFIX.matcher(line);
                Matcher key = KEY.matcher(line);
                if (heading.matches()) {
                    prefix = heading.group("prefix");
                } else if (key.matches()) {
                    keys.add(variable(key.group("key").startsWith(".") ? prefix + key.group("key") : key.group("key")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys;
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
