package dev.carillon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.awaitility.Awaitility;

/** Ten thousand clients that come back at once, fifty notifications behind. */
final class Reconnect implements Benchmark {

    private static final int CLIENTS = 10_000;
    private static final int BEHIND = 50;
    private static final Scenario SCENARIO = Scenario.oneOrganization(CLIENTS);

    @Override
    public void run(Rounds rounds, Path directory, Page page) {
        Generator generator = new Generator(directory.resolve("report.json"));
        Medians rates = page.medians("clients a second");
        Medians times = page.medians("µs of the pod's CPU");
        Medians queries = page.medians("page loads");
        try (Carillon carillon = Carillon.onOneCore(directory)) {
            Scenario herd = SCENARIO.with(
                    "--header",
                    "Last-Event-ID: " + leaveBehind(carillon),
                    "--await-old",
                    CLIENTS * BEHIND,
                    "--pub-count",
                    0);
            Generator.warmUp(carillon, () -> generator.run(carillon, herd));
            for (int round : rounds.each()) {
                double before = pageLoads(carillon);
                JsonNode report = generator.run(carillon, herd, carillon.podProcesses());
                queries.add("for all of them", pageLoads(carillon) - before);
                rates.add("live again", CLIENTS / report.path("caught_up_s").asDouble());
                times.add(
                        "a client",
                        report.path("server").path("cpu_us_per_connect").asDouble());
            }
        }
        page.say("One pod on one core, a session for each client, from the first connect to the last replayed event.");
        page.say("");
        page.tell(rates);
        page.say("");
        page.tell(times);
        page.say("");
        page.tell(queries);
    }

    /** As the pod counts them: PostgreSQL's own statistics come seconds late. */
    private static double pageLoads(Carillon carillon) {
        return PodMetrics.of(carillon.cluster().pod(1)).get("carillon_log_page_loads_total");
    }

    /** Gives the position that all clients have seen last. */
    private static String leaveBehind(Carillon carillon) {
        Pod pod = carillon.cluster().pod(1);
        ExpressSession session = carillon.cluster().sessions().create("first", carillon.organization(SCENARIO, 0));
        Login login = new Login(carillon.organization(SCENARIO, 0), "first", session.cookieHeader());
        try (SseClients clients = new SseClients()) {
            SseStream stream = clients.open(SseRequest.get(
                            new InetSocketAddress(Programs.LOOPBACK, pod.httpPort()), "/api/notifications/stream")
                    .withCookie(login.cookie()));
            Awaitility.await().until(() -> !stream.events().isEmpty());
            String position = stream.lastEventId();
            for (int i = 0; i < BEHIND; i++) {
                Api.created(pod, login, Api.forEverybody("ts=0;seq=" + (i + 1) + ";" + "x".repeat(200)));
            }
            return position;
        }
    }
}
