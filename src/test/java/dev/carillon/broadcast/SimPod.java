package dev.carillon.broadcast;

import static java.util.Map.entry;

import dev.carillon.bus.BusRejectionCounter;
import dev.carillon.fanout.FanOutMetrics;
import dev.carillon.insight.LiveStats;
import dev.carillon.notification.Draft;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.Submission;
import dev.carillon.notification.change.ChangeOutcome;
import dev.carillon.notification.change.ChangeRequest;
import dev.carillon.outbox.InMemoryOutbox;
import dev.carillon.outbox.SimRelay;
import dev.carillon.socket.IoSubmitSupport;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A pod with two event loops, on the simulated bus and log: the broadcaster itself is the real one. */
public final class SimPod {

    static final BroadcastConfig CONFIG = SharedServices.config(
            BroadcastConfig.class,
            // Small, so that clients really fall out of the recent log and pages really are evicted.
            Map.ofEntries(
                    entry("carillon.broadcast.recent-log-events", "16"),
                    // About half of the log that one organization would keep: logs are cut down all the time.
                    entry("carillon.broadcast.recent-logs-bytes", "4K"),
                    entry("carillon.broadcast.page-size", "8"),
                    // A few pages of eight small frames.
                    entry("carillon.broadcast.pages-bytes", "16K"),
                    entry("carillon.broadcast.pages-before-user-index", "2"),
                    entry("carillon.broadcast.position-check", "2s"),
                    entry("carillon.broadcast.position-comparison", "5s"),
                    entry("carillon.broadcast.position-comparison-slice", "1"),
                    entry("carillon.broadcast.early-messages", "8"),
                    entry("carillon.broadcast.unsubscribe-grace", "3s")));

    private final SimWorld world;
    private final NotificationLog log;
    private final SimBus.End end;
    private final List<SimLoop> loops;
    private final SimpleMeterRegistry registry;
    private final NotificationBroadcaster broadcaster;
    private SimRelay relay;
    private boolean dead;

    SimPod(SimWorld world, SimBus bus, NotificationLog log) {
        this(world, bus, log, CONFIG);
    }

    SimPod(SimWorld world, SimBus bus, NotificationLog log, BroadcastConfig config) {
        this.world = world;
        this.log = log;
        this.end = bus.newEnd();
        this.loops = List.of(new SimLoop(world), new SimLoop(world));
        LogReader reader = new LogReader(log, world.workers(Duration.ofMillis(4)));
        this.registry = new SimpleMeterRegistry();
        LiveStats liveStats = new LiveStats();
        this.broadcaster = new NotificationBroadcaster(
                end,
                reader,
                config,
                new BroadcastMetrics(registry),
                new FanOutMetrics(registry, world.clock(), liveStats),
                new BusRejectionCounter(registry),
                liveStats,
                IoSubmitSupport.none(),
                world.clock(),
                loops.get(0),
                world.random(),
                OpenTelemetry.noop(),
                "sim");
        broadcaster.start();
    }

    public NotificationBroadcaster broadcaster() {
        return broadcaster;
    }

    public SimpleMeterRegistry registry() {
        return registry;
    }

    SimLoop anyLoop() {
        return loops.get(world.random().nextInt(loops.size()));
    }

    SimBus.End bus() {
        return end;
    }

    /**
     * Commits, and broadcasts some time later. Events in between may see the commit without the broadcast. A pod that
     * dies in between never broadcasts.
     */
    public void create(String organizationId, List<Draft> drafts) {
        try {
            var committed = log.append(organizationId, List.of(new Submission(drafts, null)))
                    .committed();
            world.after(world.upTo(Duration.ofMillis(2)), () -> {
                if (!dead) {
                    broadcaster.send(organizationId, committed);
                }
            });
        } catch (LogUnavailable e) {
            // Nothing was written, nothing is owed.
        }
    }

    /** The same for a recall or an update. Returns its entry; null if nothing was changed. */
    public LogPosition change(ChangeRequest request) {
        return change(request, world.upTo(Duration.ofMillis(2)));
    }

    /** @param delay until it is broadcast; none if this pod hears of it at once */
    LogPosition change(ChangeRequest request, Duration delay) {
        try {
            if (!(log.change(request) instanceof ChangeOutcome.Done done)) {
                return null;
            }
            if (delay.isZero()) {
                broadcaster.send(request.organizationId(), done.committed());
            } else {
                world.after(delay, () -> {
                    if (!dead) {
                        broadcaster.send(request.organizationId(), done.committed());
                    }
                });
            }
            return done.committed().notifications().get(0).position();
        } catch (LogUnavailable e) {
            return null;
        }
    }

    /** It may relay the outbox from now on. */
    void startRelay(InMemoryOutbox outbox, BooleanSupplier down) {
        relay = new SimRelay(world, outbox, down, (organizationId, committed) -> {
            if (!dead) {
                broadcaster.send(organizationId, committed);
            }
        });
    }

    SimRelay relay() {
        return relay;
    }

    void kill() {
        if (relay != null) {
            relay.kill();
        }
        leave();
    }

    /** It is asked to: its relay ends its sweep and its lease, if there is time. */
    void end() {
        relay.stop();
        world.after(Duration.ofSeconds(2), relay::kill);
        leave();
    }

    private void leave() {
        dead = true;
        loops.forEach(SimLoop::die);
        end.remove();
    }

    boolean isDead() {
        return dead;
    }
}
