package dev.carillon.kubernetes;

import dev.carillon.operations.DrainConfig;
import dev.carillon.stream.StreamConfig;
import dev.carillon.testkit.SharedServices;
import io.quarkus.runtime.configuration.DurationConverter;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/** A pod's behavior by its configuration: the manifests' values where they have one, else the application's. */
record Promises(
        Duration drain, Duration shutdown, Duration preStop, Duration keepAlive, Duration oldestStream, int cap) {

    // A stream's age is drawn within a fifth of carillon.stream.max-age.
    private static final double OLDEST = 1.2;

    static Promises of(Manifests manifests) {
        DrainConfig drain = SharedServices.config(DrainConfig.class, Map.of());
        StreamConfig stream = SharedServices.config(StreamConfig.class, Map.of());
        Duration window = or(manifests, "CARILLON_DRAIN_WINDOW", drain.window());
        Duration grace = or(manifests, "CARILLON_DRAIN_GRACE", drain.grace());
        Duration maxAge = or(manifests, "CARILLON_STREAM_MAX_AGE", stream.maxAge());
        String cap = manifests.setting("CARILLON_STREAM_MAX_PER_POD");
        return new Promises(
                window.plus(grace),
                or(manifests, "QUARKUS_SHUTDOWN_TIMEOUT", duration(property("quarkus.shutdown.timeout"))),
                Duration.ofSeconds(manifests
                        .container()
                        .at("/lifecycle/preStop/sleep/seconds")
                        .asLong()),
                or(manifests, "CARILLON_STREAM_KEEP_ALIVE", stream.keepAlive()),
                Duration.ofMillis((long) (maxAge.toMillis() * OLDEST)),
                cap.isEmpty() ? stream.maxPerPod() : Integer.parseInt(cap));
    }

    /** From {@code application.properties}. */
    static String property(String key) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty(key);
    }

    static Duration duration(String text) {
        return new DurationConverter().convert(text);
    }

    private static Duration or(Manifests manifests, String key, Duration standard) {
        String given = manifests.setting(key);
        return given.isEmpty() ? standard : duration(given);
    }
}
