package dev.carillon.canary;

import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.canary.CanaryMetrics.Outcome;
import dev.carillon.fanout.Subscription;
import dev.carillon.notification.Draft;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import dev.carillon.publish.NotificationPublisher;
import dev.carillon.socket.Loop;
import dev.carillon.sse.LastEventId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Creates a notification of the reserved organization every few seconds, and waits for it as a client. It takes the way of all
 * others from the create request to the client, except for HTTP and sign-in; notifications of other pods come over the bus, and
 * ids are shown in order, so a pod that misses one of theirs is late with its own.
 *
 * <p>Owned by one event loop, on which everything runs.
 */
final class Canary {

    private static final Logger LOG = Logger.getLogger(Canary.class);

    // Ids that were shown before their create request had its answer; far more than pods create meanwhile.
    private static final int REMEMBERED = 256;
    private static final long NONE = -1;

    private final NotificationPublisher publisher;
    private final NotificationBroadcaster broadcaster;
    private final CanaryConfig config;
    private final CanaryMetrics metrics;
    private final Loop loop;
    private final String podName;
    private final Map<Long, Long> shownAt = new LinkedHashMap<>();
    private @Nullable Subscription subscription;
    private boolean stopped;
    private boolean failing;
    private boolean connected;
    private boolean waiting;
    private boolean asked;
    private long createdAt;
    private long id = NONE;
    private long round;

    Canary(
            NotificationPublisher publisher,
            NotificationBroadcaster broadcaster,
            CanaryConfig config,
            CanaryMetrics metrics,
            Loop loop,
            String podName) {
        this.publisher = publisher;
        this.broadcaster = broadcaster;
        this.config = config;
        this.metrics = metrics;
        this.loop = loop;
        this.podName = podName;
    }

    /** From any thread. */
    void start() {
        loop.execute(this::next);
    }

    /** From any thread. */
    void stop() {
        loop.execute(() -> {
            stopped = true;
            metrics.running(false);
            leave();
        });
    }

    private void next() {
        if (stopped) {
            return;
        }
        // First, so that a failure below ends one round and not all of them.
        loop.schedule(config.every(), this::next);
        if (waiting) {
            end(id == NONE ? Outcome.FAILED : Outcome.LATE);
        }
        round++;
        waiting = true;
        asked = false;
        id = NONE;
        createdAt = loop.nanoTime();
        if (subscription == null) {
            subscription = broadcaster.addOwnClient(
                    new CanaryClient(loop, this::onConnected, this::onShown, this::leave), new LastEventId.Absent());
        } else if (connected) {
            create();
        }
    }

    /** It begins at the head, so nothing that was created before is shown to it. */
    private void onConnected() {
        connected = true;
        if (waiting && !asked && !stopped) {
            create();
        }
    }

    private void leave() {
        Subscription left = subscription;
        subscription = null;
        connected = false;
        if (left != null) {
            left.leave();
        }
    }

    private void create() {
        long own = round;
        asked = true;
        Draft draft = new Draft(
                new Recipient.WholeOrganization(), "canary", podName, Long.toString(own), null, OptionalFields.NONE);
        publisher
                .publishReserved(draft)
                .whenComplete((stored, failure) -> loop.execute(() -> {
                    if (own != round || !waiting) {
                        return;
                    }
                    if (failure != null || stored == null) {
                        end(Outcome.FAILED);
                    } else {
                        id = stored;
                        judge();
                    }
                }));
    }

    private void onShown(long shown) {
        shownAt.put(shown, loop.nanoTime());
        if (shownAt.size() > REMEMBERED) {
            shownAt.remove(shownAt.keySet().iterator().next());
        }
        judge();
    }

    private void judge() {
        Long at = waiting && id != NONE ? shownAt.get(id) : null;
        if (at != null) {
            long nanos = at - createdAt;
            metrics.shown(nanos);
            end(nanos <= config.limit().toNanos() ? Outcome.SHOWN : Outcome.LATE);
        }
    }

    private void end(Outcome outcome) {
        waiting = false;
        metrics.ended(outcome);
        boolean fails = outcome != Outcome.SHOWN;
        if (fails && !failing) {
            LOG.warnf(
                    "Canary is not shown in time: outcome=%s afterMillis=%d",
                    outcome, TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - createdAt));
        } else if (!fails && failing) {
            LOG.info("Canary is shown in time again");
        }
        failing = fails;
    }
}
