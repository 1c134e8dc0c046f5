package dev.carillon.cluster;

import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.EmbeddedResource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code java -jar quarkus-run.jar create-api-key …} on the packaged application, as it is run in a pod.
 *
 * @param status what the command exits with
 */
public record KeyCommand(int status, String output, String errors) {
    private static final int PATIENCE_SECONDS = 90;

    /** With the accounts of the embedded PostgreSQL, as a pod has them, unless the environment names others. */
    public static KeyCommand run(
            EmbeddedServices services, Path application, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                application.toString(),
                "create-api-key"));
        command.addAll(List.of(arguments));
        Map<String, String> all = new HashMap<>(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", services.postgres().jdbcUrl(),
                "QUARKUS_DATASOURCE_USERNAME", services.postgres().applicationUser(),
                "QUARKUS_DATASOURCE_PASSWORD", services.postgres().applicationPassword(),
                "QUARKUS_FLYWAY_USERNAME", services.postgres().user(),
                "QUARKUS_FLYWAY_PASSWORD", services.postgres().password(),
                "QUARKUS_REDIS_HOSTS", services.redis().url(),
                "CARILLON_BUS_SECRETS", EmbeddedResource.BUS_SECRET,
                "CARILLON_API_KEYS_SECRETS", Pod.API_KEYS_SECRET));
        all.putAll(environment);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(all);
        try {
            return result(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyCommand result(Process process) throws IOException {
        CompletableFuture<String> output = later(process.getInputStream());
        CompletableFuture<String> errors = later(process.getErrorStream());
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the command does not end: " + errors.join());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new KeyCommand(process.exitValue(), output.join(), errors.join());
    }

    private static CompletableFuture<String> later(InputStream in) {
        return CompletableFuture.supplyAsync(() -> {
            try (in) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
