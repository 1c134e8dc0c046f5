package dev.carillon.bench;

import dev.carillon.embedded.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What an organization that asks for all it can does to another one: a create, and the open of a stream, by hand. */
final class Neighbours implements Benchmark {

    private static final int LIMITED = 1;
    private static final int UNLIMITED = 2;
    private static final int PROBES = 60;

    @Override
    public void run(int rounds, Path directory, Page page) throws IOException {
        Map<String, Medians> creates = new LinkedHashMap<>();
        Map<String, Medians> opens = new LinkedHashMap<>();
        Map<String, Map<Integer, Long>> answers = new LinkedHashMap<>();
        // The image's JVM and what is set by default; on the other pod nobody is refused anything.
        try (Carillon carillon =
                Carillon.start("neighbours", directory, number -> Carillon.asInstalled(number == UNLIMITED), 2)) {
            String neighbour =
                    carillon.cluster().sessions().create("n", "quiet").cookieHeader();
            String greedy = carillon.cluster().sessions().create("g", "greedy").cookieHeader();
            List<String> many = IntStream.range(0, 16)
                    .mapToObj(i -> carillon.cluster()
                            .sessions()
                            .create("g" + i, "greedy")
                            .cookieHeader())
                    .toList();
            for (int number : List.of(LIMITED, UNLIMITED)) {
                probe(carillon.cluster().pod(number), neighbour, new Medians(), new Medians());
            }
            for (int round = 0; round < rounds; round++) {
                for (Flood.Kind kind : Flood.Kind.values()) {
                    for (int number : List.of(LIMITED, UNLIMITED)) {
                        Pod pod = carillon.cluster().pod(number);
                        String name = kind.text() + (number == LIMITED ? "" : ", without limits");
                        Medians create = creates.computeIfAbsent(name, n -> new Medians());
                        Medians open = opens.computeIfAbsent(name, n -> new Medians());
                        compare(
                                pod,
                                kind,
                                kind.isOfMany() ? many : List.of(greedy),
                                neighbour,
                                create,
                                open,
                                answers,
                                name);
                    }
                }
            }
            tell(page, creates, opens, answers);
            held(page, "as installed", carillon.cluster().pod(LIMITED), many);
            held(page, "without limits", carillon.cluster().pod(UNLIMITED), many);
        }
    }

    /** Batches of 2 MiB, each without its last byte: what is held is memory until the body's time is over. */
    private static void held(Page page, String name, Pod pod, List<String> cookies) {
        Map<Integer, Long> statuses = HeldBatches.send(pod, cookies);
        page.say("");
        page.say(
                "450 batches of 2 MiB without their last byte, against a heap of 768 MiB, %s: %s (-1: cut off); the pod %s.",
                name, statuses, pod.isAlive() ? "lives" : "has ended");
    }

    private static void compare(
            Pod pod,
            Flood.Kind kind,
            List<String> greedy,
            String neighbour,
            Medians creates,
            Medians opens,
            Map<String, Map<Integer, Long>> answers,
            String name)
            throws IOException {
        Medians quietCreates = new Medians();
        Medians quietOpens = new Medians();
        probe(pod, neighbour, quietCreates, quietOpens);
        Medians loudCreates = new Medians();
        Medians loudOpens = new Medians();
        try (Flood flood = Flood.start(pod, kind, greedy)) {
            flood.awaitFull();
            probe(pod, neighbour, loudCreates, loudOpens);
            flood.answers()
                    .forEach((status, count) -> answers.computeIfAbsent(name, n -> new LinkedHashMap<>())
                            .merge(status, count, Long::sum));
        }
        add(creates, quietCreates.of("ms"), loudCreates.of("ms"));
        add(opens, quietOpens.of("ms"), loudOpens.of("ms"));
    }

    private static void add(Medians all, double quiet, double loud) {
        all.add("quiet", quiet);
        all.add("flooded", loud);
        all.add("ratio", loud / quiet);
    }

    private static void probe(Pod pod, String cookie, Medians creates, Medians opens) throws IOException {
        String body = "{\"type\":\"t\",\"title\":\"t\",\"message\":\"m\"}";
        for (int i = 0; i < PROBES; i++) {
            try (Exchange exchange = new Exchange(pod)) {
                long began = System.nanoTime();
                exchange.send("POST", "/api/notifications", "Cookie: " + cookie, body);
                expect(exchange.status(), 201);
                creates.add("ms", (System.nanoTime() - began) / 1e6);
            }
            // Ten a second is what a user has in the long run; there are a hundred in store.
            if (i % 4 == 0) {
                try (Exchange exchange = new Exchange(pod)) {
                    long began = System.nanoTime();
                    exchange.send("GET", "/api/notifications/stream", "Cookie: " + cookie, null);
                    exchange.readUntil("\"connected\"");
                    opens.add("ms", (System.nanoTime() - began) / 1e6);
                }
            }
        }
    }

    private static void expect(int status, int wanted) {
        if (status != wanted) {
            throw new IllegalStateException("The neighbour was answered " + status);
        }
    }

    private static void tell(
            Page page,
            Map<String, Medians> creates,
            Map<String, Medians> opens,
            Map<String, Map<Integer, Long>> answers) {
        page.say(
                "One pod as it is installed, one without limits, PostgreSQL, Redis and the flood share the machine. Each flood");
        page.say(
                "is 16 connections of one organization, each of which asks again 5 ms after it was answered. The neighbor's");
        page.say(
                "requests come one after the other, before each flood and during it; medians of the rounds, least to most.");
        for (Map.Entry<String, Map<String, Medians>> what :
                Map.of("create", creates, "open of a stream", opens).entrySet()) {
            page.say("");
            page.say("| flood | %s of the neighbour before, ms | during, ms | ratio |", what.getKey());
            page.say("|---|--:|--:|--:|");
            what.getValue()
                    .forEach((name, medians) -> page.say(
                            "| %s | %.2f | %.2f (%s) | %.2f (%s) |",
                            name,
                            medians.of("quiet"),
                            medians.of("flooded"),
                            medians.range("flooded"),
                            medians.of("ratio"),
                            medians.range("ratio")));
        }
        page.say("");
        page.say("How the floods were answered (0: a stream that was to come again):");
        page.say("");
        answers.forEach((name, counts) -> page.say("- %s: %s", name, counts));
    }
}
