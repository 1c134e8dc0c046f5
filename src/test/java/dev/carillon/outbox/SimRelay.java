package dev.carillon.outbox;

import static java.util.Map.entry;

import dev.carillon.broadcast.SimThread;
import dev.carillon.broadcast.SimWorld;
import dev.carillon.handover.HandoverConfig;
import dev.carillon.notification.Committed;
import dev.carillon.publish.PublishConfig;
import dev.carillon.schedule.ScheduleConfig;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** The relay of a simulated pod, on a thread of its own: its steps are the real ones. */
public final class SimRelay {

    static final PublishLimits LIMITS = new PublishLimits(
            SharedServices.config(PublishConfig.class, Map.of()),
            SharedServices.config(
                    OutboxConfig.class,
                    Map.ofEntries(
                            entry("carillon.outbox.lease", "3s"),
                            entry("carillon.outbox.poll", "50ms"),
                            // Small, so that a sweep often reads several.
                            entry("carillon.outbox.page", "3"))),
            SharedServices.config(ScheduleConfig.class, Map.of()),
            SharedServices.config(HandoverConfig.class, Map.of()));

    private final SimWorld world;
    private final SimThread thread;
    private final InMemoryOutbox outbox;
    private final BooleanSupplier down;
    private final BiConsumer<String, Committed> announcer;
    private boolean cut;
    private boolean calm;
    private boolean stopped;

    /**
     * @param down whether nobody reaches the database
     * @param announcer told what was relayed, once its answer is there
     */
    public SimRelay(
            SimWorld world, InMemoryOutbox outbox, BooleanSupplier down, BiConsumer<String, Committed> announcer) {
        this.world = world;
        this.outbox = outbox;
        this.down = down;
        this.announcer = announcer;
        this.thread = new SimThread(world, this::run);
    }

    private void run(SimThread self) {
        Outbox reached = new FlakyOutbox(world, self, outbox, () -> cut || down.getAsBoolean(), () -> !calm);
        RelaySteps steps = new RelaySteps(
                reached,
                announcer::accept,
                LIMITS,
                new OutboxMetrics(new SimpleMeterRegistry()),
                "pod " + world.random().nextLong(),
                world::now,
                world.random());
        while (!stopped && !self.isDead()) {
            self.sleep(steps.next());
        }
        if (!self.isDead()) {
            end(steps);
        }
    }

    private static void end(RelaySteps steps) {
        try {
            steps.end();
        } catch (LogUnavailable e) {
            // The lease ends by itself.
        }
    }

    /** As a pod does that is asked to end: it lets another one take over at once. */
    public void stop() {
        stopped = true;
    }

    /** In the middle of a sweep, with the lease. */
    public void kill() {
        thread.kill();
    }

    public void stall(Duration duration) {
        thread.stall(duration);
    }

    /** From the database, until it is healed or this time is over. */
    public void cut(Duration duration) {
        cut = true;
        world.after(duration, () -> cut = false);
    }

    /** No statement fails from now on. */
    public void heal() {
        cut = false;
        calm = true;
    }
}
