package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.SignedTokens;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SharedServices;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A pod whose standard output is a pipe, as in a container, and somebody who reads from it, or does not. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class UnreadOutputIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "a secret of one pod that nobody else has seen";
    private static final String BEARER = "Bearer " + new SignedTokens(SECRET).token("26", "unread-output", List.of());
    private static final Login NO_COOKIE = new Login("", "", "");
    private static final String SENT = "[SSE] Notification sent to 1 client(s) (orgId=unread-output)";

    @Test
    void podWhoseOutputIsNotReadKeepsServingAndSaysWhatItHasDropped() throws Exception {
        // Given
        PodSettings settings = PodSettings.of("unread-output-it")
                .with("CARILLON_JWT_SECRET", SECRET)
                .with("CARILLON_JWT_AUDIENCE", SignedTokens.AUDIENCE)
                .with("CARILLON_STREAM_KEEP_ALIVE", "1s")
                .with("CARILLON_DRAIN_WINDOW", "1s")
                .with("CARILLON_LOG_QUEUE_BYTES", "64K")
                .with("CARILLON_BROADCAST_LOG_LINES_PER_SECOND", "1000000")
                .withoutLimits();
        Path pipe = pipe(settings.logDirectory().resolve("unread.log"));
        try (Reader output = new Reader(pipe);
                SseClients clients = new SseClients();
                Pod pod = Pod.start("unread", SharedServices.get(), settings).awaitReady(PATIENCE)) {
            SseStream stream = clients.openAnswered(
                    SseRequest.get(new InetSocketAddress("127.0.0.1", pod.httpPort()), "/api/notifications/stream")
                            .withHeader("Authorization", BEARER),
                    PATIENCE);

            // When: more lines than the pipe and the queue hold
            output.stop();
            while (PodMetrics.of(pod).get("carillon_log_dropped_total") == 0) {
                create(pod, 100);
            }
            int comments = stream.comments().size();
            int created = stream.ids().size();
            create(pod, 10);

            // Then
            assertThat(Health.isLive(pod)).isTrue();
            assertThat(pod.isReady()).isTrue();
            await().until(() -> stream.ids().size() >= created + 10);
            await().atMost(PATIENCE).until(() -> stream.comments().size() > comments);
            output.goOn();
            await().atMost(PATIENCE).until(() -> output.text().contains("Log lines dropped"));

            // And nothing is lost at an ordinary shutdown
            int before = output.count(SENT);
            create(pod, 300);
            pod.terminate();
            output.join();
            assertThat(output.count(SENT) - before).isEqualTo(300);
            assertThat(output.text()).contains("Drained: ").contains(" stopped in ");
        }
    }

    private static void create(Pod pod, int notifications) {
        for (int i = 0; i < notifications; i++) {
            HttpResponse<String> answer =
                    Api.create(pod, NO_COOKIE, Api.forEverybody("a line each"), "Authorization", BEARER);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
    }

    private static Path pipe(Path path) throws IOException, InterruptedException {
        Files.createDirectories(path.getParent());
        Files.deleteIfExists(path);
        Process made = new ProcessBuilder("mkfifo", path.toString()).start();
        assertThat(made.waitFor()).as("mkfifo").isZero();
        return path;
    }

    /** Reads the pipe until it ends. Holds one permit while it reads. */
    private static final class Reader implements AutoCloseable {

        private final Semaphore mayRead = new Semaphore(1);
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final Thread thread;

        Reader(Path pipe) {
            thread = new Thread(() -> read(pipe), "reader of a pod's output");
            thread.setDaemon(true);
            thread.start();
        }

        private void read(Path pipe) {
            byte[] buffer = new byte[4_096];
            try (InputStream from = Files.newInputStream(pipe)) {
                for (int length = 0; length >= 0; length = from.read(buffer)) {
                    mayRead.acquireUninterruptibly();
                    mayRead.release();
                    synchronized (read) {
                        read.write(buffer, 0, length);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void stop() {
            mayRead.acquireUninterruptibly();
        }

        void goOn() {
            mayRead.release();
        }

        String text() {
            synchronized (read) {
                return read.toString(StandardCharsets.UTF_8);
            }
        }

        int count(String line) {
            return text().split(Pattern.quote(line), -1).length - 1;
        }

        void join() throws InterruptedException {
            thread.join(PATIENCE.toMillis());
            assertThat(thread.isAlive()).isFalse();
        }

        @Override
        public void close() {
            mayRead.release(2);
        }
    }
}
