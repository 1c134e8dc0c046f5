package dev.carillon.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One JVM with the packaged application. Not safe for use by several threads, except where it says so. */
public final class Pod implements FrontedPod, AutoCloseable {
    /** The secret with which pods on one machine sign API keys. */
    public static final String API_KEYS_SECRET = "for pods on one machine and known to everybody";

    /** Made by create-vapid-keys, and as well known. */
    private static final String PUSH_PUBLIC_KEY =
            "BIqco_QLNMgSF0szVtOO4jcvC6wYLR-HmXOR44ISILhb-eZewTpZawZ2odzYcZ8yJVhg_XKDRMJ8ZCFu4f2fWGQ";

    private static final String PUSH_PRIVATE_KEY = "PlJ9NbzJPcXQwm7MHjimqrl5IRwIPGHPrplWEKvTfEA";

    /** Longer than a drain takes. */
    private static final Duration TERMINATION_PATIENCE = Duration.ofSeconds(45);

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    // Kubernetes also probes by HTTP/1.1. Over HTTP/2 an abandoned probe would harm the next one.
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PROBE_TIMEOUT)
            .build();

    private final String name;
    private final PodSettings settings;
    private final Map<String, String> environment;
    private final RunDirectory runs;
    private final int httpPort;
    private final int managementPort;
    private volatile ChildProcess process;

    private Pod(String name, PodSettings settings, Map<String, String> environment, RunDirectory runs) {
        this.name = name;
        this.settings = settings;
        this.runs = runs;
        this.httpPort = Ports.wantedOrFree(settings.httpPort());
        this.managementPort = Ports.wantedOrFree(settings.managementPort());
        this.environment = new HashMap<>(environment);
        this.environment.put("QUARKUS_HTTP_PORT", Integer.toString(httpPort));
        this.environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        this.environment.putAll(settings.environment());
    }

    /** Starts the JVM and returns; see {@link #awaitReady}. */
    public static Pod start(String name, EmbeddedServices services, PodSettings settings) {
        return start(name, services.postgres(), services.redis().url(), settings);
    }

    /** The same with any Redis. */
    static Pod start(String name, PostgresServer postgres, String redisUrl, PodSettings settings) {
        Map<String, String> environment = environment(name, postgres);
        environment.put("QUARKUS_REDIS_HOSTS", redisUrl);
        environment.put("CARILLON_SESSION_SECRETS", settings.sessionSecret());
        environment.put("CARILLON_BUS_SECRETS", BusSecret.in(Workspace.current().busSecret()));
        return start(name, environment, settings);
    }

    /** The same for a pod that knows of no Redis. */
    public static Pod startWithoutRedis(String name, PostgresServer postgres, PodSettings settings) {
        Map<String, String> environment = environment(name, postgres);
        environment.put("CARILLON_BUS_TYPE", "local");
        return start(name, environment, settings);
    }

    private static Pod start(String name, Map<String, String> environment, PodSettings settings) {
        if (!Files.isRegularFile(settings.application())) {
            throw new IllegalStateException(
                    settings.application() + " is missing: build it with ./mvnw package -DskipTests");
        }
        Pod pod = new Pod(name, settings, environment, RunDirectory.of(Workspace.current()));
        pod.launch();
        return pod;
    }

    private static Map<String, String> environment(String name, PostgresServer postgres) {
        Map<String, String> environment = new HashMap<>();
        environment.put("QUARKUS_HTTP_HOST", Ports.LOOPBACK);
        environment.put("QUARKUS_MANAGEMENT_HOST", Ports.LOOPBACK);
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", postgres.applicationUser());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", postgres.applicationPassword());
        environment.put("QUARKUS_FLYWAY_USERNAME", postgres.user());
        environment.put("QUARKUS_FLYWAY_PASSWORD", postgres.password());
        environment.put("CARILLON_API_KEYS_SECRETS", API_KEYS_SECRET);
        environment.put("CARILLON_WEBHOOKS_SECRETS", API_KEYS_SECRET);
        environment.put("CARILLON_PUSH_PUBLIC_KEY", PUSH_PUBLIC_KEY);
        environment.put("CARILLON_PUSH_PRIVATE_KEY", PUSH_PRIVATE_KEY);
        environment.put("CARILLON_PUSH_SUBJECT", "mailto:nobody@example.com");
        // Receivers of webhooks are on this machine, too.
        environment.put("CARILLON_OUTGOING_ALLOW_NETWORKS", "127.0.0.0/8");
        environment.put("CARILLON_OUTGOING_ALLOW_HTTP", "true");
        environment.put("CARILLON_POD_NAME", name);
        return environment;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public String baseUrl() {
        return "http://" + Ports.LOOPBACK + ":" + httpPort;
    }

    public String managementUrl() {
        return "http://" + Ports.LOOPBACK + ":" + managementPort;
    }

    @Override
    public int httpPort() {
        return httpPort;
    }

    public int managementPort() {
        return managementPort;
    }

    /** The log of all pods of this name; a restart appends. */
    public Path logFile() {
        return settings.logDirectory().resolve(name + ".log");
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks the readiness probe once. May be asked by any thread. */
    @Override
    public boolean isReady() {
        HttpRequest probe = HttpRequest.newBuilder(URI.create(managementUrl() + "/q/health/ready"))
                .build();
        // The request's own timeout ends with the head of the answer; a pod may be frozen in the middle of the body.
        CompletableFuture<HttpResponse<Void>> answer = HTTP.sendAsync(probe, HttpResponse.BodyHandlers.discarding());
        try {
            return answer.get(PROBE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).statusCode() == 200;
        } catch (ExecutionException | TimeoutException notReachable) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            answer.cancel(true);
        }
    }

    /**
     * Returns this pod as soon as its readiness probe succeeds.
     *
     * @throws PodFailure if the JVM exits or takes longer, with the end of its log
     */
    public Pod awaitReady(Duration atMost) {
        ChildProcess current = process;
        boolean answered = Waiting.until(atMost, () -> !current.isAlive() || isReady());
        if (!current.isAlive()) {
            throw new PodFailure(name + " has exited while starting", logFile());
        }
        if (!answered) {
            throw new PodFailure(name + " is not ready after " + atMost.toSeconds() + " s", logFile());
        }
        return this;
    }

    /** SIGTERM, as Kubernetes does it. Returns when the JVM is gone: whether it went by itself or had to be killed. */
    public boolean terminate() {
        return terminate(TERMINATION_PATIENCE);
    }

    /** The same for a JVM that writes files as it ends. */
    boolean terminate(Duration patience) {
        return process.end("TERM", patience);
    }

    /** SIGKILL. Returns when the JVM is gone. */
    @Override
    public void kill() {
        process.kill();
    }

    /** SIGSTOP: a pod that hangs, its connections open. */
    public void pause() {
        process.pause();
    }

    /** SIGCONT. */
    public void resume() {
        process.resume();
    }

    /** A new JVM on the same ports; ends the one that may still run. */
    public void restart() {
        terminate();
        launch();
    }

    /** Reports the exit status of the JVM that runs now, on another thread. */
    void onExit(Consumer<Integer> callback) {
        process.onExit(callback);
    }

    @Override
    public void close() {
        terminate();
    }

    private void launch() {
        List<String> command = new ArrayList<>(settings.launcher());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(settings.jvmOptions());
        try {
            command.addAll(ClassArchive.options(settings));
            command.addAll(List.of("-jar", settings.application().toString()));
            process = ChildProcess.start(
                    // A leftover pod serves nobody any more, so it need not drain.
                    new ChildProcess.Program(name, command, environment, logFile(), "KILL", Optional.empty()), runs);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start: " + e.getMessage(), e);
        }
    }
}
