package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.preference.MutedTypes;
import dev.carillon.socket.Loop;
import dev.carillon.testkit.SharedServices;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The wheel, on a loop whose time the test moves. */
class KeepAliveTest {

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final int MORE_THAN_A_PORTION = 700;

    private final SteppedLoop loop = new SteppedLoop();
    private final List<StreamClient> checked = new ArrayList<>();
    private final StreamConfig config = SharedServices.config(StreamConfig.class, Map.of());
    private final Map<StreamClient, Set<StreamClient>> slots = new HashMap<>();

    @Test
    void eachClientIsCheckedOncePerInterval() {
        // Given
        KeepAlive keepAlive = every(INTERVAL);
        for (int i = 0; i < 100; i++) {
            join(keepAlive);
        }
        // When
        loop.runFor(INTERVAL);
        // Then
        assertThat(checked).containsExactlyInAnyOrderElementsOf(slots.keySet());
    }

    @Test
    void intervalThatIsNoWholeNumberOfSecondsIsKept() {
        // Given
        KeepAlive keepAlive = every(Duration.ofMillis(2_500));
        join(keepAlive);
        // When
        loop.runFor(Duration.ofSeconds(25));
        // Then
        assertThat(checked).hasSize(10);
    }

    @Test
    void intervalOfNothingIsASecond() {
        // Given
        KeepAlive keepAlive = every(Duration.ZERO);
        join(keepAlive);
        // When
        loop.runFor(Duration.ofSeconds(10));
        // Then
        assertThat(checked).hasSize(10);
    }

    @Test
    void otherTasksRunBetweenTheClientsOfATick() {
        // Given
        KeepAlive keepAlive = every(Duration.ofSeconds(1));
        for (int i = 0; i < MORE_THAN_A_PORTION; i++) {
            join(keepAlive);
        }
        List<Integer> tendedBefore = new ArrayList<>();
        // When
        loop.runFor(Duration.ofSeconds(1), () -> tendedBefore.add(checked.size()));
        // Then
        assertThat(tendedBefore).containsExactly(250, 500, 700);
    }

    @Test
    void clientThatLeavesDuringATickIsNotChecked() {
        // Given
        KeepAlive keepAlive = every(Duration.ofSeconds(1));
        StreamClient leaving = null;
        for (int i = 0; i < MORE_THAN_A_PORTION; i++) {
            leaving = join(keepAlive);
        }
        StreamClient last = leaving;
        // When
        loop.runFor(Duration.ofSeconds(1), () -> slots.get(last).remove(last));
        // Then
        assertThat(checked).hasSize(MORE_THAN_A_PORTION - 1).doesNotContain(last);
    }

    @Test
    void failingCheckOfOneClientStopsNoKeepAliveOfTheOthers() {
        // Given
        List<StreamClient> checked = new ArrayList<>();
        StreamClient[] faulty = {null};
        KeepAlive keepAlive = new KeepAlive(loop, Clock.systemUTC(), INTERVAL, (client, bytes) -> {
            checked.add(client);
            if (client == faulty[0]) {
                throw new IllegalStateException("a client's mistake");
            }
        });
        StreamClient client = join(keepAlive);
        faulty[0] = join(keepAlive);
        // When
        loop.runFor(INTERVAL.multipliedBy(2));
        // Then
        assertThat(checked).filteredOn(one -> one == client).hasSize(2);
    }

    private KeepAlive every(Duration interval) {
        return new KeepAlive(loop, Clock.systemUTC(), interval, (client, bytes) -> checked.add(client));
    }

    private StreamClient join(KeepAlive keepAlive) {
        StreamRequest request = new StreamRequest(
                null,
                EventFilter.parse(null),
                null,
                null,
                StreamForm.EVENTS,
                Duration.ZERO,
                0,
                false,
                false,
                false,
                null);
        StreamClient client =
                new StreamClient("client", request, MutedTypes.NONE, loop, null, Clock.systemUTC(), config);
        slots.put(client, keepAlive.add(client));
        return client;
    }

    private static final class SteppedLoop implements Loop {

        private record Timer(long due, Runnable task) {}

        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private final List<Timer> timers = new ArrayList<>();
        private long now;

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void schedule(Duration delay, Runnable task) {
            timers.add(new Timer(now + delay.toNanos(), task));
        }

        @Override
        public long nanoTime() {
            return now;
        }

        void runFor(Duration duration) {
            runFor(duration, () -> {});
        }

        /** @param between run after each task */
        void runFor(Duration duration, Runnable between) {
            long end = now + duration.toNanos();
            for (now += 1_000_000; now <= end; now += 1_000_000) {
                for (Timer timer : List.copyOf(timers)) {
                    if (timer.due <= now) {
                        timers.remove(timer);
                        tasks.add(timer.task);
                    }
                }
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                    between.run();
                }
            }
            now = end;
        }
    }
}
