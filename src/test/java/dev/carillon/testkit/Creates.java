package dev.carillon.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A bounded steady stream of requests, round robin over pods and creations, each with its own Idempotency-Key. As many
 * are under way as there are creators; while all of them wait for stuck pods, their turns are skipped, not saved up.
 */
public final class Creates implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Turns that stuck pods cost are lost beyond this: catching up in one burst would be another test. */
    private static final long SAVED_TURNS_NANOS = 1_000_000_000L;

    private static final String PATH = "/api/notifications";

    /** A creator and its audience. */
    public record Creation(Login creator, Audience audience) {}

    /** {@code tries} above 1 repeats unknown attempts with the same key, on the next pod, after {@code retryPause}. */
    public record Pace(int creators, double perSecond, long total, Duration timeout, int tries, Duration retryPause) {
        /** One try each, 10 s to answer. */
        public static Pace of(int creators, double perSecond, long total) {
            return new Pace(creators, perSecond, total, Duration.ofSeconds(10), 1, Duration.ofMillis(200));
        }

        public Pace withTimeout(Duration answer) {
            return new Pace(creators, perSecond, total, answer, tries, retryPause);
        }

        public Pace retryingUnknown(int maximumTries, Duration pause) {
            return new Pace(creators, perSecond, total, timeout, maximumTries, pause);
        }
    }

    private final History history;
    private final Supplier<List<InetSocketAddress>> pods;
    private final List<Creation> creations;
    private final Pace pace;
    private final int paddingBytes;
    private final String run = "m" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private final HttpClient http;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private long nextTurn = System.nanoTime();

    private Creates(
            History history,
            Supplier<List<InetSocketAddress>> pods,
            List<Creation> creations,
            Pace pace,
            int paddingBytes) {
        this.history = history;
        this.pods = pods;
        this.creations = creations;
        this.pace = pace;
        this.paddingBytes = paddingBytes;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(pace.timeout())
                .build();
    }

    /** Starts creating. */
    public static Creates start(
            History history, Supplier<List<InetSocketAddress>> pods, List<Creation> creations, Pace pace) {
        return start(history, pods, creations, pace, 0);
    }

    /** Starts creating messages that are longer by {@code paddingBytes}. */
    public static Creates start(
            History history,
            Supplier<List<InetSocketAddress>> pods,
            List<Creation> creations,
            Pace pace,
            int paddingBytes) {
        Creates creates = new Creates(history, pods, creations, pace, paddingBytes);
        for (int i = 0; i < pace.creators(); i++) {
            Thread creator = new Thread(creates::create, "creator-" + i);
            creator.setDaemon(true);
            creates.threads.add(creator);
            creator.start();
        }
        return creates;
    }

    /** The unique first word of a message. */
    static String markerIn(String message) {
        int space = message.indexOf(' ');
        return space < 0 ? message : message.substring(0, space);
    }

    /** How many have been begun. */
    public long begun() {
        return Math.min(taken.get(), pace.total());
    }

    /** Waits until all are answered or given up; false if that takes longer. */
    public boolean awaitEnd(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (Thread creator : threads) {
                creator.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }

    /** Begins no more, and waits for those under way, each no longer than its timeout. */
    @Override
    public void close() {
        stopping.countDown();
        awaitEnd(pace.timeout().plus(pace.retryPause()).plusSeconds(1));
    }

    private void create() {
        try {
            for (long n = taken.getAndIncrement(); n < pace.total(); n = taken.getAndIncrement()) {
                if (stopping.await(nanosUntilTurn(), TimeUnit.NANOSECONDS)) {
                    return;
                }
                createOne(n);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized long nanosUntilTurn() {
        long now = System.nanoTime();
        long turn = Math.max(nextTurn, now - SAVED_TURNS_NANOS);
        nextTurn = turn + (long) (1e9 / pace.perSecond());
        return Math.max(0, turn - now);
    }

    private void createOne(long n) throws InterruptedException {
        Creation creation = creations.get((int) (n % creations.size()));
        String marker = run + n;
        history.attempted(marker, creation.creator().organization(), creation.audience());
        for (int tries = 1; tries <= pace.tries(); tries++) {
            CreateOutcome outcome = attempt(creation, marker);
            history.answered(marker, outcome);
            if (!(outcome instanceof CreateOutcome.Unknown) || stopping.getCount() == 0) {
                return;
            }
            stopping.await(pace.retryPause().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private CreateOutcome attempt(Creation creation, String marker) throws InterruptedException {
        List<InetSocketAddress> all = pods.get();
        InetSocketAddress pod = all.get((int) (requests.getAndIncrement() % all.size()));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + pod.getHostString() + ":" + pod.getPort() + PATH))
                .timeout(pace.timeout())
                .header("Content-Type", "application/json")
                .header("Cookie", creation.creator().cookie())
                .header("Sec-Fetch-Site", "same-origin")
                .header("Idempotency-Key", "key-" + marker)
                .POST(HttpRequest.BodyPublishers.ofString(body(creation, marker)))
                .build();
        try {
            return outcomeOf(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return new CreateOutcome.Unknown(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private String body(Creation creation, String marker) {
        ObjectNode body = JSON.createObjectNode()
                .put("type", "testkit")
                .put("title", "Made by the test kit")
                .put("message", paddingBytes == 0 ? marker : marker + " " + "x".repeat(paddingBytes));
        if (!(creation.audience() instanceof Audience.Users some)) {
            body.put("audience", "organization");
        } else if (some.users().size() == 1) {
            body.put("userId", some.users().iterator().next());
        } else {
            some.users().forEach(body.withArray("userIds")::add);
        }
        return body.toString();
    }

    /** A 5xx promises nothing: the server may have failed after its commit. Only a 4xx is a rejection. */
    private static CreateOutcome outcomeOf(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status >= 400 && status < 500) {
            return new CreateOutcome.Rejected(status);
        }
        try {
            JsonNode id = JSON.readTree(response.body()).findValue("id");
            if (status / 100 == 2 && id != null && id.canConvertToLong()) {
                return new CreateOutcome.Acknowledged(id.asLong());
            }
        } catch (JsonProcessingException e) {
            return new CreateOutcome.Unknown("status " + status + ", no JSON");
        }
        return new CreateOutcome.Unknown("status " + status);
    }
}
