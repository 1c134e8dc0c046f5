package dev.carillon.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Runs beside the pod of {@code ./mvnw quarkus:dev}: a PostgreSQL, and the {@link FrontDoor} with the pages to try
 * things out.
 * The pod finds them in a file of settings. Both end with the build, even if the build is killed.
 */
public final class Development implements AutoCloseable {
    private static final int DEFAULT_PORT = 8080;
    private static final int MANAGEMENT_OFFSET = 1000;

    private final PostgresServer postgres;
    private final FrontDoor door;

    private Development(PostgresServer postgres, FrontDoor door) {
        this.postgres = postgres;
        this.door = door;
    }

    /** @param arguments the process id of the build */
    public static void main(String[] arguments) throws IOException {
        ProcessHandle build = ProcessHandle.of(Long.parseLong(arguments[0])).orElseThrow();
        EmbeddedServices.endLeftovers();
        Development development = start(port(System.getenv()));
        Runtime.getRuntime().addShutdownHook(new Thread(development::close, "stop"));
        build.onExit().join();
        System.exit(0);
    }

    private static int port(Map<String, String> environment) {
        return Integer.parseInt(environment.getOrDefault("CARILLON_LOCAL_PORT", Integer.toString(DEFAULT_PORT)));
    }

    private static Development start(int port) throws IOException {
        // Before PostgreSQL, so that a taken port is reported at once.
        requireFree(port);
        requireFree(port + 1);
        requireFree(port + 1 + MANAGEMENT_OFFSET);
        String secret = UUID.randomUUID().toString();
        PostgresServer postgres = PostgresServer.start(PostgresSettings.temporary());
        try {
            FrontDoor door = FrontDoor.open(port, List.of(new DevelopmentPod(port + 1)), new SignedTokens(secret));
            new LauncherConsole()
                    .say("PostgreSQL is ready. When the pod has started, open http://" + Ports.LOOPBACK + ":" + port
                            + "/ (the pod itself is on port " + (port + 1) + ").");
            write(settings(postgres, port, secret), Workspace.current().developmentSettings());
            return new Development(postgres, door);
        } catch (IOException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    private static void requireFree(int port) {
        Ports.reserve(port)
                .orElseThrow(() -> new IllegalStateException(
                        "Port " + port + " is in use. End what uses it, or choose others with CARILLON_LOCAL_PORT."))
                .close();
    }

    private static Map<String, String> settings(PostgresServer postgres, int port, String secret) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("quarkus.http.host", Ports.LOOPBACK);
        settings.put("quarkus.http.port", Integer.toString(port + 1));
        settings.put("quarkus.management.host", Ports.LOOPBACK);
        settings.put("quarkus.management.port", Integer.toString(port + 1 + MANAGEMENT_OFFSET));
        settings.put("quarkus.datasource.jdbc.url", postgres.jdbcUrl());
        settings.put("quarkus.datasource.username", postgres.applicationUser());
        settings.put("quarkus.datasource.password", postgres.applicationPassword());
        settings.put("quarkus.flyway.username", postgres.user());
        settings.put("quarkus.flyway.password", postgres.password());
        settings.put("carillon.jwt.secret", secret);
        settings.put("carillon.jwt.audience", SignedTokens.AUDIENCE);
        settings.put("carillon.api-keys.secrets", secret);
        settings.put("carillon.webhooks.secrets", secret);
        settings.put("carillon.outgoing.allow-networks", "127.0.0.0/8");
        return settings;
    }

    /** Whole or not at all: the build goes on when the file is there. */
    private static void write(Map<String, String> settings, Path file) throws IOException {
        String text = settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                .collect(Collectors.joining());
        Files.createDirectories(file.getParent());
        Path draft = Files.writeString(file.resolveSibling("settings.draft"), text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        door.close();
        postgres.close();
    }
}
