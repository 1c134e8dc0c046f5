package dev.carillon.outbox;

import dev.carillon.broadcast.SimThread;
import dev.carillon.broadcast.SimWorld;
import dev.carillon.notification.Committed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The outbox as one pod reaches it. Statements take their time, and anything may happen before one is carried out and before
 * its answer is there. Some fail, and some answers are lost.
 */
final class FlakyOutbox implements Outbox {

    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(250);

    private final SimWorld world;
    private final SimThread thread;
    private final InMemoryOutbox outbox;
    private final BooleanSupplier down;
    private final BooleanSupplier flaky;
    private int serverOfPage;

    FlakyOutbox(SimWorld world, SimThread thread, InMemoryOutbox outbox, BooleanSupplier down, BooleanSupplier flaky) {
        this.world = world;
        this.thread = thread;
        this.outbox = outbox;
        this.down = down;
        this.flaky = flaky;
    }

    private <T> T ask(Supplier<T> statement) {
        travel();
        if (fails(0.005)) {
            throw InMemoryOutbox.failure("57014");
        }
        T answer = statement.get();
        travel();
        if (fails(0.01)) {
            throw InMemoryOutbox.failure("08006");
        }
        return answer;
    }

    private boolean fails(double probability) {
        return down.getAsBoolean() || flaky.getAsBoolean() && world.chance(probability);
    }

    /** Most take no time, for the sake of the simulation's own. */
    private void travel() {
        if (world.chance(0.2)) {
            thread.sleep(world.upTo(Duration.ofMillis(world.chance(0.1) ? 400 : 4)));
        }
    }

    private void run(Runnable statement) {
        ask(() -> {
            statement.run();
            return true;
        });
    }

    @Override
    public OutboxPage page(String since, OutboxRow after, int most) {
        return ask(() -> {
            serverOfPage = outbox.server();
            return outbox.page(since, after, most);
        });
    }

    @Override
    public Map<String, Committed> relay(List<OutboxRow> rows, boolean waits) {
        return ask(() -> {
            if (waits && outbox.isLocked(rows.get(0).organizationId())) {
                thread.sleep(LOCK_TIMEOUT);
            }
            if (serverOfPage != outbox.server()) {
                outbox.noteMovedBlindly(rows);
            }
            return outbox.relay(rows, waits);
        });
    }

    @Override
    public void bury(OutboxRow row, String reason) {
        run(() -> outbox.bury(row, reason));
    }

    @Override
    public boolean takeLease(String holder, Duration length) {
        return ask(() -> outbox.takeLease(holder, length));
    }

    @Override
    public void endLease(String holder) {
        run(() -> outbox.endLease(holder));
    }

    @Override
    public void limitTo(PublishLimits limits) {
        run(() -> outbox.limitTo(limits));
    }

    @Override
    public DuePage moveDue(String since, DueMark after, int most) {
        return ask(() -> outbox.moveDue(since, after, most));
    }

    @Override
    public Waiting waiting() {
        return ask(outbox::waiting);
    }

    @Override
    public void relieve(int moved) {
        run(() -> outbox.relieve(moved));
    }

    @Override
    public void report(long newest, int left) {
        run(() -> outbox.report(newest, left));
    }

    @Override
    public long countScheduled() {
        return ask(outbox::countScheduled);
    }
}
