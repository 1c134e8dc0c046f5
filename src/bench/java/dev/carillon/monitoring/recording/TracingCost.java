package dev.carillon.monitoring.recording;

import com.sun.net.httpserver.HttpServer;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The cost of a trace for each notification: processor time of both pods per create request that is shown on a hundred
 * streams, without traces, with one in a hundred, and with all. Writes {@code docs/benchmarks/tracing.md}.
 */
public final class TracingCost {

    private static final int STREAMS = 100;
    private static final int WARM_UP = 1000;
    private static final int CREATES = 2000;
    private static final int AT_ONCE = 8;
    private static final int ROUNDS = 2;
    private static final List<String> MODES = List.of("off", "1 %", "100 %");
    private static final Path DOCUMENT = Path.of("docs/benchmarks/tracing.md");

    private TracingCost() {}

    public static void main(String[] arguments) throws IOException {
        HttpServer collector = collector();
        Map<String, List<Double>> micros = new LinkedHashMap<>();
        try (EmbeddedServices services = EmbeddedServices.start(PostgresSettings.temporary())) {
            for (int round = 0; round < ROUNDS; round++) {
                for (String mode : MODES) {
                    double cost = measure(services, mode, collector.getAddress().getPort());
                    micros.computeIfAbsent(mode, m -> new ArrayList<>()).add(cost);
                    System.out.printf(Locale.ROOT, "%s: %.0f us per create request%n", mode, cost);
                }
            }
        } finally {
            collector.stop(0);
        }
        Files.createDirectories(DOCUMENT.getParent());
        Files.writeString(DOCUMENT, document(micros));
        System.exit(0);
    }

    private static double measure(EmbeddedServices services, String mode, int collectorPort) {
        PodSettings settings = PodSettings.of("tracing-cost");
        if (!mode.equals("off")) {
            settings = settings.with("QUARKUS_OTEL_SDK_DISABLED", "false")
                    .with("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collectorPort)
                    .with("QUARKUS_OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
                    .with("QUARKUS_OTEL_TRACES_SAMPLER_ARG", mode.equals("1 %") ? "0.01" : "1");
        }
        try (Load load = new Load(services, settings, STREAMS)) {
            load.createAndAwait(WARM_UP, AT_ONCE);
            double before = load.sum("process_cpu_time_ns_total");
            load.createAndAwait(CREATES, AT_ONCE);
            return (load.sum("process_cpu_time_ns_total") - before) / 1000 / CREATES;
        }
    }

    /** Takes everything and keeps nothing. */
    private static HttpServer collector() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String document(Map<String, List<Double>> micros) {
        StringBuilder text = new StringBuilder();
        text.append("# The cost of tracing\n\n");
        text.append("Processor time of two pods for each notification that is shown on ")
                .append(STREAMS);
        text.append(" streams: ").append(CREATES).append(" creates, ").append(AT_ONCE);
        text.append(" at once, after ").append(WARM_UP).append(" to warm up; ").append(ROUNDS);
        text.append(" rounds, each with new pods.\n\n");
        text.append(
                "```bash\n./mvnw -q verify -DskipTests && java -cp target/test-classes:$(cat target/embedded.classpath) \\\n");
        text.append("    dev.carillon.monitoring.recording.TracingCost\n```\n\n");
        text.append("Java ").append(Runtime.version()).append(", ");
        text.append(Runtime.getRuntime().availableProcessors());
        text.append(" processors, shared with other work; the pods compile with the first compiler only.\n\n");
        text.append("| traces | µs per create request, by round | least |\n|---|---|---:|\n");
        micros.forEach((mode, costs) -> {
            List<String> rounds = costs.stream()
                    .map(cost -> String.format(Locale.ROOT, "%.0f", cost))
                    .toList();
            double least = costs.stream().mapToDouble(Double::doubleValue).min().orElse(0);
            text.append(String.format(Locale.ROOT, "| %s | %s | %.0f |%n", mode, String.join(", ", rounds), least));
        });
        text.append(
                "\nOff is the default: a notification then carries no trace, and the way to the sockets compares one field.\n");
        text.append("The cost of the instrumentation that is built in even then was not measured.\n");
        return text.toString();
    }
}
