package dev.carillon.bench;

import dev.carillon.cluster.PodMetrics;
import dev.carillon.embedded.ExpressSessions;
import dev.carillon.embedded.Pod;
import dev.carillon.load.ServerProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Waiting polls beside open streams, in turn: a new pod for each, measured with few of them and with many. */
final class Polls implements Benchmark {

    private static final String STREAMS = "streams";
    private static final String POLLS = "polls";
    private static final String STREAM = "/api/notifications/stream";
    // The longest wait: the first poll must not be over before the last one is measured.
    private static final String POLL = "/api/notifications/poll?wait=60&after=00000000-0";
    private static final int USERS = 100;
    private static final int FEW = 10;
    private static final int MORE = 90;

    @Override
    public void run(Rounds rounds, Path directory, Page page) {
        Medians resident = page.medians("KB per client, resident");
        Medians live = page.medians("KB per client, objects on the heap");
        Medians ratios = page.medians("polls to streams");
        for (int round : rounds.each()) {
            Cost stream = measure(directory, STREAM);
            Cost poll = measure(directory, POLL);
            resident.add(STREAMS, stream.resident());
            resident.add(POLLS, poll.resident());
            live.add(STREAMS, stream.live());
            live.add(POLLS, poll.live());
            ratios.add("resident", poll.resident() / stream.resident());
            ratios.add("objects on the heap", poll.live() / stream.live());
        }
        page.say(
                "From %d to %d clients of one pod, each connection fresh. The heap is collected before it is measured.",
                FEW * USERS, (FEW + MORE) * USERS);
        page.say("");
        page.tell(resident);
        page.say("");
        page.tell(live);
        page.say("");
        page.tell(ratios);
    }

    /** Kilobytes for each client. */
    private record Cost(double resident, double live) {}

    private static Cost measure(Path directory, String path) {
        try (Carillon carillon = Carillon.onOneCore(directory)) {
            Pod pod = carillon.cluster().pod(1);
            ExpressSessions sessions = carillon.cluster().sessions();
            List<String> cookies = IntStream.range(0, USERS)
                    .mapToObj(user -> sessions.create("u" + user, "bench-polls").cookieHeader())
                    .toList();
            // The first clients of a pod load classes, which belong to none of them.
            try (Crowd warm = Crowd.open(pod, path, cookies, 1);
                    Crowd few = Crowd.open(pod, path, cookies, FEW - 1)) {
                Memory before = memory(carillon, pod, warm.size() + few.size());
                try (Crowd more = Crowd.open(pod, path, cookies, MORE)) {
                    int clients = more.size();
                    Memory after = memory(carillon, pod, FEW * USERS + clients);
                    return new Cost(
                            (after.resident() - before.resident()) / clients, (after.live() - before.live()) / clients);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Memory(double resident, double live) {}

    private static Memory memory(Carillon carillon, Pod pod, int clients) {
        carillon.awaitClients(1, clients);
        double live = Idle.liveKilobytes(pod.pid());
        double resident = new ServerProcesses(List.of(pod.pid())).residentKilobytes();
        double still = PodMetrics.of(pod).get("carillon_clients");
        if (still < clients) {
            throw new IllegalStateException("Only " + still + " of " + clients + " clients were still there");
        }
        return new Memory(resident, live);
    }
}
