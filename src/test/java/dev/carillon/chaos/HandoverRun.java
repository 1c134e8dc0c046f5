package dev.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.embedded.Pod;
import dev.carillon.push.FakeBrowser;
import dev.carillon.push.FakePushService;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.Receiver;
import dev.carillon.testkit.Sql;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Notifications of users of whom a third never looks, a third looks at once, and a third looks at about the time of the rule, and the
 * verdict on what endpoints and push services accepted. Called by the test's own thread.
 */
final class HandoverRun implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int USERS_OF_A_KIND = 30;
    private static final int LOOKS_AT_ONCE = 4;

    /** A claim that was made before the look may still be on its way: on a machine that is busy. */
    private static final long ON_ITS_WAY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final String UNSETTLED = """
            select (select count(*) from webhook_delivery where organization_id = ? and state in ('planned', 'waiting'))
                + (select count(*) from webhook_endpoint e where organization_id = ? and position < (
                    select max(id) from notification n where n.organization_id = e.organization_id))
                + (select count(*) from push_planned where organization_id = ?)
                + (select count(*) from push_message where organization_id = ? and state in ('planned', 'waiting'))
                + (select count(*) from push_feed f where organization_id = ? and position < (
                    select max(id) from notification n where n.organization_id = f.organization_id))
            """;

    private enum Kind {
        NEVER,
        AT_ONCE,
        ABOUT_THEN
    }

    /** @param title one for each notification */
    private record Created(String title, Kind kind, String user, long at) {}

    private record Accepted(String messageId, long at) {}

    /**
     * The verdict.
     *
     * @param missed never looked at, and not accepted by an endpoint or push service
     * @param althoughSeen accepted, though its user had looked in time
     * @param doubled accepted more than once
     * @param unrecognisable of these, by another id
     * @param mostTimes that any was accepted
     */
    record Verdict(int notifications, int missed, int althoughSeen, int doubled, int unrecognisable, int mostTimes) {}

    private final BreakableCluster cluster;
    private final Random random;
    private final Duration after;
    private final String organization;
    private final Login admin;
    private final Login backend;
    private final String key;
    private final List<Receiver> receivers = new ArrayList<>();
    private final List<String> places = new ArrayList<>();
    /** By the place and the title. */
    private final Map<String, ConcurrentLinkedQueue<Accepted>> accepted = new ConcurrentHashMap<>();

    private final List<Created> created = new ArrayList<>();
    private final Deque<Created> toLookAt = new ArrayDeque<>();
    /** When a look of the user, which began later than what it covers was created, was answered: start and end. */
    private final Map<String, ConcurrentLinkedQueue<long[]>> looks = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newFixedThreadPool(LOOKS_AT_ONCE);

    /** @param after how long one may be unseen */
    HandoverRun(BreakableCluster cluster, Random random, Duration after) {
        this.cluster = cluster;
        this.random = random;
        this.after = after;
        this.organization = "handover-" + UUID.randomUUID();
        this.admin = new Login(
                organization,
                "1",
                cluster.sessions().create("1", organization, List.of("admin")).cookieHeader());
        this.backend = new Login(organization, "1", "");
        String rights = "{\"name\":\"run\",\"scopes\":[\"publish\",\"read\",\"manage\"]}";
        this.key = Api.json(ok(Api.post(pod(), admin, "/api/api-keys", rights)))
                .path("key")
                .asText();
        String rule = "{\"rules\":[{\"types\":\"*\",\"afterSeconds\":" + after.toSeconds() + "}]}";
        ok(Api.put(pod(), backend, "/api/handover", rule, "X-Api-Key", key));
    }

    private Pod pod() {
        List<Pod> alive = cluster.pods().stream().filter(Pod::isAlive).toList();
        return alive.get(random.nextInt(alive.size()));
    }

    private static HttpResponse<String> ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer;
    }

    /** @param status of each answer */
    void endpoint(IntSupplier status) {
        Receiver receiver = new Receiver();
        String place = "endpoint-" + receivers.size();
        places.add(place);
        receivers.add(receiver);
        receiver.keepNothing();
        receiver.answer(request -> {
            int given = status.getAsInt();
            if (given == 204) {
                accept(place, request.title(), request.id());
            }
            return given;
        });
        String body = "{\"url\":\"" + receiver.url() + "\",\"events\":[\"notification.due\"]}";
        ok(Api.post(pod(), backend, "/api/webhooks", body, "X-Api-Key", key));
    }

    private void accept(String place, String title, String id) {
        accepted.computeIfAbsent(place + " " + title, name -> new ConcurrentLinkedQueue<>())
                .add(new Accepted(id, System.nanoTime()));
    }

    /** A browser of each user. @param status of each answer */
    void browsers(FakePushService service, IntSupplier status) {
        places.add("push");
        Map<String, FakeBrowser> browsers = new HashMap<>();
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < USERS_OF_A_KIND; i++) {
                String user = user(kind, i);
                FakeBrowser browser = new FakeBrowser(user, service);
                browsers.put("/" + user, browser);
                Login login = cluster.login(organization, user);
                ok(Api.put(pod(), login, "/api/push/subscriptions", Api.text(browser.json())));
            }
        }
        service.answer(pushed -> {
            int given = status.getAsInt();
            JsonObject shown = browsers.get(pushed.path()).decode(pushed).getJsonObject("notification");
            // Withdrawals show nothing.
            if (given == 201 && shown != null) {
                accept("push", shown.getString("title"), shown.getString("tag") + " " + pushed.header("Topic"));
            }
            return given;
        });
    }

    private static String user(Kind kind, int number) {
        return kind.name().toLowerCase(Locale.ROOT) + number;
    }

    /** In one request, which is repeated until it is answered. */
    void create(int count) {
        List<Created> batch = new ArrayList<>();
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String title = "n" + (created.size() + i);
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            String user = user(kind, random.nextInt(USERS_OF_A_KIND));
            items.append(items.isEmpty() ? "" : ",")
                    .append("{\"type\":\"t\",\"title\":\"" + title + "\",\"message\":\"m\",\"userId\":\"" + user
                            + "\"}");
            batch.add(new Created(title, kind, user, 0));
        }
        String once = UUID.randomUUID().toString();
        repeated(() -> Api.post(
                pod(),
                backend,
                "/api/notifications/batch",
                "{\"notifications\":[" + items + "]}",
                "X-Api-Key",
                key,
                "Idempotency-Key",
                once));
        long now = System.nanoTime();
        for (Created one : batch) {
            Created committed = new Created(one.title(), one.kind(), one.user(), now);
            created.add(committed);
            if (one.kind() == Kind.ABOUT_THEN) {
                toLookAt.add(committed);
            }
        }
    }

    /** Of those who look at once, and of those whose time has about come. */
    void look() {
        Set<String> users = new LinkedHashSet<>();
        created.stream()
                .skip(Math.max(0, created.size() - 2_000))
                .filter(one -> one.kind() == Kind.AT_ONCE)
                .forEach(one -> users.add(one.user()));
        long about = System.nanoTime() - after.toNanos() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(2_000) - 500);
        while (!toLookAt.isEmpty() && toLookAt.peek().at() <= about) {
            users.add(toLookAt.poll().user());
        }
        List<Future<?>> all = new ArrayList<>();
        for (String user : users) {
            Login login = cluster.login(organization, user);
            all.add(threads.submit(() -> {
                long begun = System.nanoTime();
                repeated(() -> Api.post(pod(), login, "/api/notifications/seen", "{\"through\":9007199254740991}"));
                looks.computeIfAbsent(user, name -> new ConcurrentLinkedQueue<>())
                        .add(new long[] {begun, System.nanoTime()});
            }));
        }
        for (Future<?> one : all) {
            try {
                one.get();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private interface Request {
        HttpResponse<String> send();
    }

    /** Pods die, and have no Redis for a while. */
    private static void repeated(Request request) {
        await().atMost(PATIENCE).until(() -> {
            try {
                int status = request.send().statusCode();
                assertThat(status).isIn(200, 201, 429, 500, 502, 503);
                return status < 300;
            } catch (UncheckedIOException e) {
                return false;
            }
        });
    }

    /** Waits until nothing is planned or waits. */
    Verdict verdict(Duration atMost) {
        while (!toLookAt.isEmpty()) {
            look();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        Sql record = Sql.at(cluster.recordUrl());
        await().atMost(atMost)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> record.number(UNSETTLED.replace("?", "'" + organization + "'")) == 0);
        int missed = 0;
        int althoughSeen = 0;
        int doubled = 0;
        int unrecognisable = 0;
        int mostTimes = 0;
        for (Created one : created) {
            for (String place : places) {
                List<Accepted> got =
                        List.copyOf(accepted.getOrDefault(place + " " + one.title(), new ConcurrentLinkedQueue<>()));
                missed += got.isEmpty() && one.kind() == Kind.NEVER ? 1 : 0;
                long seen = seenAt(one);
                althoughSeen += got.stream().anyMatch(a -> a.at() > seen + ON_ITS_WAY_NANOS) ? 1 : 0;
                doubled += Math.max(0, got.size() - 1);
                mostTimes = Math.max(mostTimes, got.size());
                unrecognisable += Math.max(
                        0,
                        (int) got.stream().map(Accepted::messageId).distinct().count() - 1);
            }
        }
        return new Verdict(created.size(), missed, althoughSeen, doubled, unrecognisable, mostTimes);
    }

    /** When the first look that began after the notification was created was answered; very late if there is none. */
    private long seenAt(Created one) {
        return looks.getOrDefault(one.user(), new ConcurrentLinkedQueue<>()).stream()
                .filter(look -> look[0] > one.at())
                .mapToLong(look -> look[1])
                .min()
                .orElse(Long.MAX_VALUE - ON_ITS_WAY_NANOS);
    }

    /** How many notifications have been accepted, by each endpoint or push service. */
    int acceptedInAll() {
        return accepted.size();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        Sql.at(cluster.recordUrl()).run("delete from webhook_endpoint where organization_id = ?", organization);
        Sql.at(cluster.recordUrl()).run("delete from push_subscription where organization_id = ?", organization);
        receivers.forEach(Receiver::close);
    }
}
