package dev.carillon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cluster.Api;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Login;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Users who list their newest notifications and mark them read, one after the other in a thread of its own. */
final class Markers implements AutoCloseable {

    private static final int PAUSE_MILLIS = 50;
    private static final String PATH = "/api/notifications";

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Pod pod;
    private final List<Login> users;
    private final AtomicInteger marked = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private int turn;

    Markers(Pod pod, List<Login> users) {
        this.pod = pod;
        this.users = users;
        thread.scheduleWithFixedDelay(this::mark, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void mark() {
        Login user = users.get(turn++ % users.size());
        try {
            List<Long> ids = new ArrayList<>();
            for (JsonNode one : Api.json(Api.get(pod, user, PATH + "?limit=20")).path("notifications")) {
                ids.add(one.path("id").asLong());
            }
            if (ids.isEmpty()) {
                return;
            }
            String body = Api.text(Map.of("ids", ids));
            boolean done = Api.post(pod, user, PATH + "/read", body).statusCode() == 200;
            (done ? marked : failures).addAndGet(done ? ids.size() : 1);
        } catch (RuntimeException e) {
            failures.incrementAndGet();
        }
    }

    int marked() {
        return marked.get();
    }

    int failures() {
        return failures.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
