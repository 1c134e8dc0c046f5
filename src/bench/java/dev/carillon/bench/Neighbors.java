package dev.carillon.bench;

import dev.carillon.embedded.ExpressSessions;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The effect of a flooding organization on another one: on its create requests, their delivery, and opens of streams.
 */
final class Neighbors implements Benchmark {

    private static final int LIMITED = 1;
    private static final int UNLIMITED = 2;
    private static final int AT_ONCE = 3;

    // Each pod's settings do not change from round to round; one is enough for what nobody should run.
    private static final Set<Flood.Kind> AT_ONCE_KINDS =
            EnumSet.of(Flood.Kind.CREATES, Flood.Kind.OPENS, Flood.Kind.LISTS_OF_MANY, Flood.Kind.MADE_UP_KEYS);

    private final Map<String, Medians> results = new LinkedHashMap<>();
    private final Map<String, Map<Integer, Long>> answers = new LinkedHashMap<>();

    @Override
    public void run(Rounds rounds, Path directory, Page page) throws IOException {
        page.due(this, () -> tell(page));
        try (Carillon carillon = Carillon.start("neighbours", directory, Neighbors::settings, AT_ONCE);
                Sink sink = new Sink()) {
            Greedy greedy = Greedy.in(carillon);
            for (int number : List.of(LIMITED, UNLIMITED, AT_ONCE)) {
                try (Neighbour neighbor = neighbor(carillon, number)) {
                    neighbor.measure();
                }
            }
            for (int round : rounds.each()) {
                for (Flood.Kind kind : Flood.Kind.values()) {
                    compare(carillon, LIMITED, kind, greedy, sink);
                    if (round == 0 && kind != Flood.Kind.NOTHING) {
                        compare(carillon, UNLIMITED, kind, greedy, sink);
                    }
                    if (round == 0 && AT_ONCE_KINDS.contains(kind)) {
                        compare(carillon, AT_ONCE, kind, greedy, sink);
                    }
                }
            }
            page.tell(this);
            new MadeUpRevocations(carillon, greedy.admin())
                    .measure(carillon.cluster().pod(UNLIMITED), page);
            held(page, carillon.cluster().pod(LIMITED), greedy.cookies());
        }
    }

    /** The image's JVM and what is set by default; on the second pod nobody is rejected anything. */
    private static PodSettings settings(int number) {
        PodSettings settings = Carillon.asInstalled(number == UNLIMITED);
        return number == AT_ONCE ? settings.with("CARILLON_LIMITS_REJECTION_DELAY", "0s") : settings;
    }

    private static Neighbour neighbor(Carillon carillon, int number) throws IOException {
        String cookie = carillon.cluster().sessions().create("n", "quiet").cookieHeader();
        return new Neighbour(carillon.cluster().pod(number), "n", cookie);
    }

    private void compare(Carillon carillon, int number, Flood.Kind kind, Greedy greedy, Sink sink) throws IOException {
        Pod pod = carillon.cluster().pod(number);
        String name = kind.text()
                + List.of("", ", without limits", ", rejected at once").get(number - 1);
        Medians all = results.computeIfAbsent(name, n -> new Medians());
        Processors processors = new Processors(carillon, pod);
        int port = kind == Flood.Kind.NOTHING ? sink.port() : pod.httpPort();
        try (Neighbour neighbor = neighbor(carillon, number);
                Crowd crowd = Crowd.open(pod, kind.isForEverybody() ? greedy.readers() : List.of(), 2)) {
            all.add("streams", crowd.size());
            Medians before = neighbor.measure();
            Medians during;
            try (Flood flood = Flood.start(port, kind, greedy.credentials(kind))) {
                flood.awaitFull();
                Map<Integer, Long> early = flood.answers();
                processors.begin();
                during = neighbor.measure();
                processors.end(all);
                count(name, early, flood.answers(), processors.seconds(), all);
            }
            add(all, before, during, neighbor.measure());
        }
    }

    /** The figures before and after the flood count together as the quiet time. */
    private static void add(Medians all, Medians before, Medians during, Medians after) {
        for (String what : before.names()) {
            double quiet = (before.of(what) + after.of(what)) / 2;
            all.add(what + " quiet", quiet);
            all.add(what + " flooded", during.of(what));
            all.add(what + " ratio", during.of(what) / quiet);
        }
    }

    private void count(String name, Map<Integer, Long> early, Map<Integer, Long> late, double seconds, Medians all) {
        Map<Integer, Long> sums = answers.computeIfAbsent(name, n -> new LinkedHashMap<>());
        late.forEach((status, count) -> sums.merge(status, count - early.getOrDefault(status, 0L), Long::sum));
        long asked = late.values().stream().mapToLong(c -> c).sum()
                - early.values().stream().mapToLong(c -> c).sum();
        all.add("asked", asked / seconds);
    }

    private void tell(Page page) {
        page.say(
                "A pod as it is installed, one without limits, one that holds no rejection back, PostgreSQL, Redis and the flood");
        page.say(
                "share the machine. A flood is connections of one organization, each of which asks again 5 ms after it was");
        page.say(
                "answered. The neighbor's requests come one after the other, before each flood, during it and after it; medians");
        page.say(
                "of the rounds, least to most. The control costs the machine what such a generator costs, and the pod nothing.");
        for (String what : List.of(Neighbour.CREATE, Neighbour.DELIVERY, Neighbour.OPEN)) {
            page.say("");
            page.say("| flood | %s of the neighbor without, ms | with, ms | ratio |", what);
            page.say("|---|--:|--:|--:|");
            results.forEach((name, medians) -> page.say(
                    "| %s | %.2f | %.2f | %.2f (%s) |",
                    name,
                    medians.of(what + " quiet"),
                    medians.of(what + " flooded"),
                    medians.of(what + " ratio"),
                    medians.range(what + " ratio")));
        }
        page.say("");
        page.say(
                "The rates of the floods, and the busy processors in the meantime (2 are all); answers by status (0: a stream");
        page.say("that was told to reconnect):");
        page.say("");
        page.say("| flood | asked, a second | pod | PostgreSQL, Redis | flood, neighbor | answers |");
        page.say("|---|--:|--:|--:|--:|---|");
        results.forEach((name, medians) -> page.say(
                "| %s | %.0f | %.2f | %.2f | %.2f | %s |",
                name,
                medians.of("asked"),
                medians.of(Processors.POD),
                medians.of(Processors.STORES),
                medians.of(Processors.GENERATOR),
                answers.get(name)));
    }

    /** Batches of 2 MiB, each without its last byte: they hold memory until the time limit of the body. */
    private static void held(Page page, Pod pod, List<String> cookies) {
        Map<Integer, Long> statuses = HeldBatches.send(pod, cookies);
        page.say("");
        page.say(
                "450 batches of 2 MiB without their last byte, against a heap of 768 MiB, as installed: %s (-1: cut off); the pod"
                        + " %s.",
                statuses, pod.isAlive() ? "lives" : "has ended");
    }

    /** The flooding callers: one user, sixteen, an admin, a key, and a hundred that only read. */
    private record Greedy(List<String> cookies, List<String> readers, String admin, String key) {

        static Greedy in(Carillon carillon) throws IOException {
            ExpressSessions sessions = carillon.cluster().sessions();
            String admin = "Cookie: "
                    + sessions.create("boss", "greedy", List.of("admin")).cookieHeader();
            return new Greedy(users(sessions, "g", 16), users(sessions, "r", 100), admin, key(carillon, admin));
        }

        private static List<String> users(ExpressSessions sessions, String name, int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> sessions.create(name + i, "greedy").cookieHeader())
                    .toList();
        }

        private static String key(Carillon carillon, String admin) throws IOException {
            try (Exchange exchange = new Exchange(carillon.cluster().pod(LIMITED))) {
                exchange.send("POST", "/api/api-keys", admin, "{\"name\":\"backend\"}");
                String answer = exchange.body();
                int at = answer.indexOf("ck_");
                return "X-Api-Key: " + answer.substring(at, answer.indexOf('"', at));
            }
        }

        List<String> credentials(Flood.Kind kind) {
            return switch (kind) {
                case OPENS_OF_MANY, LISTS_OF_MANY ->
                    cookies.stream().map(cookie -> "Cookie: " + cookie).toList();
                case CREATES_OF_A_KEY -> List.of(key);
                case REVOCATIONS -> List.of(admin);
                default -> List.of("Cookie: " + cookies.get(0));
            };
        }
    }
}
