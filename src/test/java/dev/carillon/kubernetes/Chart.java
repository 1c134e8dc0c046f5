package dev.carillon.kubernetes;

import static org.junit.jupiter.api.Assumptions.abort;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Helm chart, by Helm's own engine. */
final class Chart {

    static final Path SOURCE = Path.of("k8s/chart");
    private static final String HOOK = "helm.sh/hook";
    private static final String SMOKE_TEST = "templates/tests/smoke.yaml";

    private Chart() {}

    /** Of everything that the chart can give, under an installation's own name. */
    static Manifests everything(String release) {
        return render(
                release,
                "host=notifications.example.org",
                "gateway.enabled=true",
                "gateway.className=any",
                "ingress.enabled=true",
                "ingress.className=any",
                "autoscaling.kind=keda",
                "monitoring.enabled=true");
    }

    /**
     * As {@code helm template} gives it, in the namespace {@code carillon}.
     *
     * @throws IllegalStateException with Helm's reason if it rejects a value
     */
    static Manifests render(String release, String... values) {
        return render(copy(), release, values);
    }

    private static Manifests render(Path chart, String release, String... values) {
        TemplateCommand template = new Helm(chart).template().withName(release).withNamespace("carillon");
        for (String value : values) {
            String[] pair = value.split("=", 2);
            template.set(pair[0], pair[1]);
        }
        return Manifests.parse(template.call());
    }

    /** The objects of {@code helm test}, which the engine's template leaves out. */
    static Manifests smokeTest(String release) {
        return onlySmokeTest(withHooks(SMOKE_TEST, release));
    }

    static Manifests smokeTestWithoutCanary(String release) {
        Path copy = copy();
        edit(copy.resolve("values.yaml"), "\nconfig:\n", "\nconfig:\n  CARILLON_CANARY_ENABLED: \"false\"\n");
        return onlySmokeTest(withHooks(copy, SMOKE_TEST, release));
    }

    private static Manifests onlySmokeTest(Manifests all) {
        return new Manifests(all.objects().stream()
                .filter(object -> Manifests.nameOf(object).endsWith("-smoke"))
                .toList());
    }

    /** As {@link #render}, with the hooks of this file as if they were none. */
    static Manifests withHooks(String file, String release, String... values) {
        return withHooks(copy(), file, release, values);
    }

    private static Manifests withHooks(Path copy, String file, String release, String... values) {
        edit(copy.resolve(file), HOOK, "example.org/hook");
        return render(copy, release, values);
    }

    private static void edit(Path file, String from, String to) {
        try {
            Files.writeString(file, Files.readString(file).replace(from, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy for an engine that believes in a cluster of Kubernetes 1.20, with links replaced by what they lead to. */
    static Path copy() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!system.equals("Linux amd64")) {
            abort("Helm's engine of these tests is for Linux on x86-64, and this is " + system);
        }
        try {
            Path copy = Files.createTempDirectory(Files.createDirectories(Path.of("target/charts")), "chart");
            try (Stream<Path> files = Files.walk(SOURCE)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path target = copy.resolve(SOURCE.relativize(file).toString());
                    Files.createDirectories(target.getParent());
                    Files.write(target, withoutVersionOfKubernetes(file));
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> withoutVersionOfKubernetes(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("kubeVersion:"))
                .toList();
    }
}
