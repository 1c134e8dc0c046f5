package dev.carillon.bench;

import dev.carillon.embedded.ExpressSessions;
import dev.carillon.embedded.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Creates and lists in two organizations of one pod, in turn: in one nobody has said anything of types, in the other all have
 * muted as many as they may, and so has the organization. No type that is sent is among them, so both show the same.
 */
final class PreferenceCosts implements Benchmark {

    private static final int USERS = 200;
    private static final int TYPES = 100;
    private static final int NEARLY_ALL = 95; // percent
    private static final int SENT_BEFORE = 500;
    private static final int BLOCKS = 4;
    private static final int REQUESTS = 200;
    private static final String CREATE = "create";
    private static final String LIST = "list of 50";
    private static final String MILLIS = ", ms";
    private static final String POD = ", pod, ms of a processor";
    private static final String STORES = ", PostgreSQL and Redis, ms of a processor";

    private final Medians without = new Medians();
    private final Medians with = new Medians();
    private final Medians ratios = new Medians();

    @Override
    public void run(Rounds rounds, Path directory, Page page) throws IOException {
        page.due(ratios, () -> tell(page));
        try (Carillon carillon = Carillon.start("preferences", directory, Carillon.settings(), 1)) {
            Organization plain = Organization.of(carillon, "bench-plain");
            Organization muting = Organization.of(carillon, "bench-muting");
            muting.mute();
            try (Crowd some = plain.open();
                    Crowd others = muting.open()) {
                // A pod that is busy tells some of them to come again, which this crowd does not.
                carillon.awaitClients(1, (some.size() + others.size()) * NEARLY_ALL / 100);
                // The first requests of a pod are slower, of any organization.
                round(carillon, plain, muting, new Medians(), new Medians());
                for (int round : rounds.each()) {
                    Medians ofPlain = new Medians();
                    Medians ofMuting = new Medians();
                    round(carillon, plain, muting, ofPlain, ofMuting);
                    keep(ofPlain, ofMuting);
                }
            }
        }
        page.tell(ratios);
    }

    private static void round(
            Carillon carillon, Organization plain, Organization muting, Medians ofPlain, Medians ofMuting)
            throws IOException {
        for (int block = 0; block < BLOCKS; block++) {
            // The second one finds caches that the first has filled.
            boolean first = block % 2 == 0;
            block(carillon, first ? plain : muting, first ? ofPlain : ofMuting);
            block(carillon, first ? muting : plain, first ? ofMuting : ofPlain);
        }
    }

    private static void block(Carillon carillon, Organization organization, Medians taken) throws IOException {
        measure(carillon, taken, CREATE, organization::create);
        measure(carillon, taken, LIST, organization::list);
    }

    private static void measure(Carillon carillon, Medians taken, String what, Request request) throws IOException {
        Pod pod = carillon.cluster().pod(1);
        Processors processors = new Processors(carillon, pod);
        Medians spent = new Medians();
        processors.begin();
        for (int i = 0; i < REQUESTS; i++) {
            long began = System.nanoTime();
            request.send();
            taken.add(what + MILLIS, (System.nanoTime() - began) / 1e6);
        }
        processors.end(spent);
        double millisPerRequest = processors.seconds() * 1000 / REQUESTS;
        taken.add(what + POD, spent.of(Processors.POD) * millisPerRequest);
        taken.add(what + STORES, spent.of(Processors.STORES) * millisPerRequest);
    }

    private interface Request {
        void send() throws IOException;
    }

    private void keep(Medians ofPlain, Medians ofMuting) {
        for (String what : ofPlain.names()) {
            without.add(what, ofPlain.of(what));
            with.add(what, ofMuting.of(what));
            ratios.add(what, ofMuting.of(what) / ofPlain.of(what));
        }
    }

    private void tell(Page page) {
        page.say(
                "Each organization has %d users with an open stream on one pod, and %d notifications to everybody before the first"
                        + " round.",
                USERS, SENT_BEFORE);
        page.say(
                "In one nobody has preferences; in the other each user has muted %d types, and the organization has settings for %d"
                        + " others.",
                TYPES, TYPES);
        page.say(
                "A round is %d blocks of %d creates and %d lists in each organization, in turn, one request after the other. A create request"
                        + " is to",
                BLOCKS, REQUESTS, REQUESTS);
        page.say("everybody, and the pod writes it to each stream. Streams cost their share of the pod's time.");
        page.say("");
        page.say("| | without, median | with, median | ratio | least to most |");
        page.say("|---|--:|--:|--:|--:|");
        ratios.names()
                .forEach(what -> page.say(
                        "| %s | %.2f | %.2f | %.2f | %s |",
                        what, without.of(what), with.of(what), ratios.of(what), ratios.range(what)));
    }

    /** One organization, by its users' cookies; the first user creates and lists. */
    private record Organization(Pod pod, List<String> cookies, String admin, Exchange kept) {

        private static final String BODY =
                "{\"type\":\"shown\",\"title\":\"t\",\"message\":\"m\",\"audience\":\"organization\"}";

        static Organization of(Carillon carillon, String name) throws IOException {
            ExpressSessions sessions = carillon.cluster().sessions();
            Pod pod = carillon.cluster().pod(1);
            List<String> cookies = IntStream.range(0, USERS)
                    .mapToObj(user -> sessions.create("u" + user, name).cookieHeader())
                    .toList();
            String admin = sessions.create("boss", name, List.of("admin")).cookieHeader();
            Organization organization = new Organization(pod, cookies, admin, new Exchange(pod));
            organization.ask(
                    "POST",
                    "/api/notifications/batch",
                    cookies.get(0),
                    "{\"notifications\":[" + String.join(",", Collections.nCopies(SENT_BEFORE, BODY)) + "]}");
            return organization;
        }

        Crowd open() throws IOException {
            return Crowd.open(pod, cookies, 1);
        }

        void mute() throws IOException {
            ask("PUT", "/api/preferences/defaults", admin, types("default"));
            for (String cookie : cookies) {
                ask("PUT", "/api/preferences", cookie, types("own"));
            }
        }

        private static String types(String prefix) {
            return IntStream.range(0, TYPES)
                    .mapToObj(i -> "{\"type\":\"" + prefix + i + ".*\",\"inApp\":false}")
                    .collect(Collectors.joining(",", "{\"version\":0,\"types\":[", "]}"));
        }

        void create() throws IOException {
            ask("POST", "/api/notifications", cookies.get(0), BODY);
        }

        void list() throws IOException {
            ask("GET", "/api/notifications?limit=50", cookies.get(0), null);
        }

        private void ask(String method, String path, String cookie, String body) throws IOException {
            kept.send(method, path, "Cookie: " + cookie, body);
            int status = kept.status();
            kept.body();
            if (status >= 300) {
                throw new IllegalStateException(method + " " + path + " was answered " + status);
            }
        }
    }
}
