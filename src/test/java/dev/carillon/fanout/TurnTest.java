package dev.carillon.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.socket.Loop;
import dev.carillon.sse.LastEventId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One organization with much to write, and the tasks of others on the same event loop. */
class TurnTest {

    private static final int CLIENTS = 10;
    private static final int NOTIFICATIONS = 30;

    private final QueuedLoop loop = new QueuedLoop();

    @Test
    void otherTasksOfTheLoopRunBetweenTheNotificationsOfABusyOrganization() {
        // Given: each notification for everybody is a batch of its own
        PopulatedShard shard = new PopulatedShard(CLIENTS, loop, 20);
        loop.runAll();
        for (int i = 0; i < NOTIFICATIONS; i++) {
            shard.append(null);
            shard.append("nobody");
        }
        List<Integer> sentBefore = new ArrayList<>();

        // When
        shard.fanOut(0);
        loop.runAll(() -> sentBefore.add(shard.client(0).sent()));

        // Then
        assertThat(shard.sent()).containsExactly(NOTIFICATIONS, NOTIFICATIONS);
        assertThat(sentBefore).hasSizeGreaterThan(NOTIFICATIONS / 3);
        assertThat(sentBefore.get(0)).isLessThanOrEqualTo(3);
        assertThat(shard.turnsEnded()).isPositive();
    }

    @Test
    void quietOrganizationNeedsOneTurn() {
        // Given
        PopulatedShard shard = new PopulatedShard(CLIENTS, loop, 20);
        loop.runAll();

        // When
        shard.fanOut(1);
        int turns = loop.runAll();

        // Then
        assertThat(turns).isEqualTo(1);
        assertThat(shard.turnsEnded()).isZero();
    }

    @Test
    void clientsThatCatchUpAreDividedOverTurnsToo() {
        // Given
        List<Subscription> pumped = new ArrayList<>();
        List<Integer> pumpedBefore = new ArrayList<>();
        PumpQueue queue = new PumpQueue(
                loop,
                20,
                subscription -> {
                    pumped.add(subscription);
                    return 8;
                },
                () -> pumpedBefore.add(pumped.size()));
        List<Subscription> clients = subscriptions(10);

        // When
        queue.restart(clients);
        loop.runAll();

        // Then
        assertThat(pumpedBefore).containsExactly(3, 6, 9);
        assertThat(pumped).containsExactlyElementsOf(clients);
    }

    @Test
    void failureOfOneTurnDoesNotEndTheCatchingUp() {
        // Given
        List<Subscription> pumped = new ArrayList<>();
        PumpQueue queue = new PumpQueue(
                loop,
                1,
                subscription -> {
                    pumped.add(subscription);
                    if (pumped.size() == 2) {
                        throw new IllegalStateException("as planned");
                    }
                    return 1;
                },
                () -> {});
        queue.restart(subscriptions(3));
        loop.runAll();
        pumped.clear();

        // When
        List<Subscription> clients = subscriptions(1);
        queue.restart(clients);
        loop.runAll();

        // Then
        assertThat(pumped).containsExactlyElementsOf(clients);
    }

    private List<Subscription> subscriptions(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Subscription(
                        null,
                        new SupervisedClient(new PopulatedShard.CountingClient(loop, "u" + i)),
                        new LastEventId.Absent(),
                        Instant.EPOCH))
                .toList();
    }

    private static final class QueuedLoop implements Loop {

        private final Queue<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException("A shard of live clients needs no timer");
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        int runAll() {
            return runAll(() -> {});
        }

        /** @param other task of the loop, which gets its turn after each one of the shard */
        int runAll(Runnable other) {
            int turns = 0;
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                try {
                    task.run();
                } catch (IllegalStateException planned) {
                    // As an event loop, which goes on.
                }
                other.run();
                turns++;
            }
            return turns;
        }
    }
}
