package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** {@code deploy/local-cluster} beside a developer's own Express application: with its Redis and its secret. */
@ResourceLock("OwnApplicationIT")
@Timeout(180)
class OwnApplicationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    // As tutorials of express-session have it; pods of production reject so short a one.
    private static final String SECRET = "keyboard cat";

    @Test
    void sessionsOfTheDevelopersApplicationSignInAtTheOnlyPod(@TempDir Path directory)
            throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        int port = freePort();
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                ExpressSessions application = ExpressSessions.in(options(redis), SECRET);
                ExpressSessions stranger = ExpressSessions.in(options(redis), "another secret")) {
            // Given
            Process cluster = cluster(output, port, redis);
            try {
                await().atMost(PATIENCE).until(() -> Files.readString(output).contains("Stops after"));
                String pod = "http://" + Ports.LOOPBACK + ":" + (port + 1);

                // When
                int own = unread(pod, application);
                int others = unread(pod, stranger);

                // Then
                assertThat(own).isEqualTo(200);
                assertThat(others).isEqualTo(401);
                assertThat(Files.readString(output))
                        .contains("Starting 1 pod ...", redis.url() + "  (yours)")
                        .doesNotContain("Starting Redis");
            } finally {
                cluster.destroy();
                assertThat(cluster.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
            // The developer's Redis goes on.
            assertThat(redis.isAlive()).isTrue();
        }
    }

    private static RedisOptions options(EmbeddedRedis redis) {
        return new RedisOptions().setConnectionString(redis.url());
    }

    private static int unread(String pod, ExpressSessions sessions) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(pod + "/api/notifications/unread"))
                .header("Cookie", sessions.create("77", "5").cookieHeader())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static Process cluster(Path output, int port, EmbeddedRedis redis) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dslf4j.internal.verbosity=ERROR",
                "-Dcarillon.project=" + Path.of("").toAbsolutePath(),
                "-cp",
                Path.of("target/test-classes") + ":" + Files.readString(Path.of("target/embedded.classpath")),
                LocalCluster.class.getName(),
                "--single",
                "--port=" + port,
                "--redis=" + redis.url(),
                "--for=150");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("CARILLON_SESSION_SECRETS", SECRET);
        return builder.start();
    }

    /** With the pod's port behind it, and both management ports. Below those that the kernel gives to others in between. */
    private static int freePort() {
        int port;
        do {
            port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
        } while (!IntStream.of(port, port + 1, port + 1_000, port + 1_001).allMatch(OwnApplicationIT::isFree));
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
