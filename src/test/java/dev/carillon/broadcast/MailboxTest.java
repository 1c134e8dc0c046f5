package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.BusRejectionCounter;
import dev.carillon.bus.ByteBudget;
import dev.carillon.fanout.Frame;
import dev.carillon.socket.Loop;
import dev.carillon.sse.Cursor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Two organizations on an event loop that is busy with something else. */
class MailboxTest {

    private static final int BYTES = 10_000;
    private static final BusMessage.Signal SIGNAL = new BusMessage.Signal("26", new byte[1_000]);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ByteBudget budget = new ByteBudget(BYTES);
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<BusMessage> received = new ArrayList<>();
    private final ChannelContext context = new ChannelContext(
            null,
            null,
            SimPod.CONFIG,
            null,
            null,
            new BusRejectionCounter(registry),
            null,
            null,
            null,
            null,
            null,
            budget,
            null,
            null,
            null);
    private final Mailbox first = mailbox("21");
    private final Mailbox second = mailbox("22");

    @Test
    void bytesThatWaitAreBoundedOverAllOrganizations() {
        // When
        for (int i = 0; i < 100; i++) {
            first.put(SIGNAL);
            second.put(SIGNAL.encode());
        }

        // Then
        assertThat(tasks.size() * 1_000).isBetween(BYTES / 2, BYTES);
        assertThat(overflows()).isEqualTo(200 - tasks.size());
    }

    @Test
    void messagesThatWereReceivedMakeRoom() {
        // Given
        for (int i = 0; i < 100; i++) {
            first.put(SIGNAL);
        }
        int waiting = tasks.size();

        // When
        runAll();
        second.put(SIGNAL.encode());
        runAll();

        // Then
        assertThat(received).hasSize(waiting + 1);
        assertThat(budget.taken()).isZero();
    }

    @Test
    void receiverThatFailsGivesItsBytesBackToo() {
        // Given
        Mailbox failing = new Mailbox("23", loop(), context, message -> {
            throw new IllegalStateException("as planned");
        });

        // When
        failing.put(SIGNAL.encode());
        runAll();

        // Then
        assertThat(budget.taken()).isZero();
    }

    @Test
    void messagesBeforeTheLogIsKnownCountUntilTheyAreTaken() {
        // Given
        for (int i = 0; i < 100; i++) {
            first.keep(SIGNAL);
        }

        // When
        long held = budget.taken();
        int kept = first.takeKept().size();

        // Then
        assertThat(held).isBetween(BYTES / 2L, (long) BYTES);
        assertThat(kept).isBetween(1, 10);
        assertThat(budget.taken()).isZero();
        assertThat(overflows()).isEqualTo(100 - kept);
    }

    @Test
    void earlyNotificationsAreBoundedOverAllOrganizationsToo() {
        // Given
        EarlyMessages one = new EarlyMessages(1_000, budget);
        EarlyMessages another = new EarlyMessages(1_000, budget);

        // When
        for (int id = 2; id < 100; id++) {
            one.keep(entry(id), id - 1);
            another.keep(entry(id), id - 1);
        }
        long held = budget.taken();
        Frame lowest = one.take(2);
        one.clear();
        another.clear();

        // Then
        assertThat(held).isBetween(BYTES / 2L, (long) BYTES);
        assertThat(lowest).isNotNull();
        assertThat(one.take(3)).isNull();
        assertThat(budget.taken()).isZero();
    }

    private static BusMessage.Entry entry(int id) {
        return new BusMessage.Entry(new Cursor(id, id), null, "test", 0, new byte[1_000]);
    }

    private double overflows() {
        return registry.get("carillon.bus.rejected")
                .tag("reason", "overflow")
                .counter()
                .count();
    }

    private Mailbox mailbox(String organizationId) {
        return new Mailbox(organizationId, loop(), context, received::add);
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private Loop loop() {
        return new Loop() {
            @Override
            public void execute(Runnable task) {
                tasks.add(task);
            }

            @Override
            public void schedule(Duration delay, Runnable task) {
                throw new UnsupportedOperationException("A mailbox needs no timer");
            }

            @Override
            public long nanoTime() {
                return 0;
            }
        };
    }
}
