package dev.carillon.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.testkit.HoldingProxy;
import dev.carillon.testkit.HoldingProxy.Habit;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.Poller;
import dev.carillon.testkit.SecondCluster;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Polls get through proxies that let no stream through: nothing is lost, nothing comes twice, each in its next answer. */
@SecondCluster
@Timeout(180)
@ExtendWith(WithCluster.class)
class PollThroughProxiesIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int SINGLE = 12;
    private static final int ONE_AFTER_THE_OTHER = 120;
    // The one that waits may be cut or just be answered; without the bus a pod hears of a notification after 2 s, which
    // are two of the shortest polls.
    private static final int REQUESTS = 4;
    // The promise to a person behind any proxy, on top of what a page without one waits at the same time. Usual is a
    // tenth of it, or less.
    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(1);
    private static final double PROMISED_SHARE = 0.99;

    private final BreakableCluster cluster;

    PollThroughProxiesIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    @ParameterizedTest
    @EnumSource(value = BufferingProxy.class, mode = EnumSource.Mode.EXCLUDE, names = "VARNISH_STREAMING")
    void nothingIsLostBehindARealProxy(BufferingProxy kind, @TempDir Path directory) {
        try (BufferingProxy.Running proxy = kind.start(directory, Target.of(cluster.pod(1)))) {
            nothingIsLostBehind(proxy.origin(), kind.name());
        }
    }

    @ParameterizedTest
    @EnumSource(Habit.class)
    void nothingIsLostBehindTheWorstProxy(Habit habit) {
        try (HoldingProxy proxy =
                new HoldingProxy(BreakableCluster.address(cluster.pod(1)), habit, Duration.ofSeconds(2))) {
            nothingIsLostBehind(URI.create(proxy.url()), habit.name());
        }
    }

    private void nothingIsLostBehind(URI origin, String name) {
        // Given
        Login login = cluster.login("poll-" + name, "u1");
        List<Long> created = new ArrayList<>();
        List<Long> began = new ArrayList<>();
        List<Integer> requests = new ArrayList<>();
        URI pod = URI.create(cluster.pod(1).baseUrl());
        try (PollingPage page = new PollingPage(new Poller(origin, login.cookie()));
                PollingPage direct = new PollingPage(new Poller(pod, login.cookie()))) {
            await("the first answer").atMost(SOON).until(() -> page.hasBegun() && direct.hasBegun());

            // When
            for (int i = 0; i < SINGLE; i++) {
                began.add(System.nanoTime());
                created.add(create(i, login));
                int ended = page.requests();
                int soFar = created.size();
                await("notification " + i).atMost(SOON).until(() -> page.shown().size() >= soFar);
                requests.add(page.cameIn(created.get(i)) - ended);
            }
            for (int i = 0; i < ONE_AFTER_THE_OTHER; i++) {
                began.add(System.nanoTime());
                created.add(create(i, login));
            }
            await("the others").atMost(SOON).until(() -> page.shown().size() >= created.size());
            int ended = page.requests();
            await("two more answers").atMost(SOON).until(() -> page.requests() >= ended + 2);

            // Then
            assertThat(page.shown()).isEqualTo(created);
            assertThat(requests).as("requests until each of the single ones").allMatch(count -> count <= REQUESTS);
            await("the page without a proxy")
                    .atMost(SOON)
                    .until(() -> direct.shown().size() >= created.size());
            List<Duration> delays = delays(page, created, began);
            Duration most = promised(delays);
            Duration mostWithout = promised(delays(direct, created, began));
            System.out.printf(
                    "%s: %d notifications from the create request to the page, p50 %d ms, p99 %d ms, without a proxy %d ms%n",
                    name,
                    delays.size(),
                    delays.get(delays.size() / 2).toMillis(),
                    most.toMillis(),
                    mostWithout.toMillis());
            assertThat(most).as("p99").isLessThanOrEqualTo(SHOWN_WITHIN.plus(mostWithout));
        }
    }

    private static Duration promised(List<Duration> sorted) {
        return sorted.get((int) Math.ceil(PROMISED_SHARE * sorted.size()) - 1);
    }

    /** Sorted. */
    private static List<Duration> delays(PollingPage page, List<Long> created, List<Long> began) {
        return IntStream.range(0, created.size())
                .mapToObj(i -> Duration.ofNanos(page.cameAt(created.get(i)) - began.get(i)))
                .sorted()
                .toList();
    }

    private long create(int turn, Login login) {
        return Api.created(cluster.pod(1 + turn % 3), login, Api.forEverybody("through the proxy"));
    }
}
