package dev.carillon.retention;

import dev.carillon.notification.NotificationConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Opens and drops segments, on one pod at a time. If no pod does it, the open segment goes on growing and nothing else
 * happens.
 *
 * <p>See docs/adr/0027-append-only-segments.md
 */
@Singleton
public class RetentionJob {

    private static final Logger LOG = Logger.getLogger(RetentionJob.class);

    /** A tenth of the retention leaves at most twelve segments with the open one and the one that is about to go. */
    private static final int SEGMENTS_OF_LOG = 10;

    private static final int SEGMENTS_OF_KEYS = 4;

    /** A read that goes back far asks each segment, so size alone never makes more than that. */
    private static final int MOST_SEGMENTS = 14;

    private final OwnerSession.Source connections;
    private final NotificationConfig notifications;
    private final RetentionConfig config;
    private final RetentionMetrics metrics;
    private final AtomicReference<@Nullable OwnerSession> running = new AtomicReference<>();

    @Inject
    RetentionJob(
            OwnerSession.Source connections,
            NotificationConfig notifications,
            RetentionConfig config,
            RetentionMetrics metrics) {
        this.connections = connections;
        this.notifications = notifications;
        this.config = config;
        this.metrics = metrics;
    }

    @Scheduled(
            every = "{carillon.retention.every}",
            delayed = "{carillon.retention.every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void scheduled() {
        try (OwnerSession session = new OwnerSession(connections)) {
            running.set(session);
            if (session.lock()) {
                run(session);
            }
            metrics.observe(SegmentKind.LOG, SegmentState.read(session, SegmentKind.LOG));
            metrics.observe(SegmentKind.KEYS, SegmentState.read(session, SegmentKind.KEYS));
        } catch (SQLException e) {
            metrics.failed();
            LOG.warnf("Segments could not be opened or dropped, the next run tries again: reason=%s", e.getMessage());
        } finally {
            running.set(null);
        }
    }

    /** A detach may wait for hours; the next run of another pod finishes it. */
    void stop(@Observes ShutdownEvent event) {
        OwnerSession session = running.get();
        if (session != null) {
            session.abort();
        }
    }

    private void run(OwnerSession session) throws SQLException {
        if (!new FirstSegment(session).make(config.upgradeWindow())) {
            return;
        }
        Duration logWidth =
                config.segmentWidth().orElse(notifications.retention().dividedBy(SEGMENTS_OF_LOG));
        open(session, SegmentKind.LOG, logWidth);
        open(session, SegmentKind.KEYS, notifications.idempotencyRetention().dividedBy(SEGMENTS_OF_KEYS));
        SegmentRetirement retirement = new SegmentRetirement(session);
        retirement.finishPending();
        retirement.retire(SegmentKind.LOG, notifications.retention());
        retirement.retire(SegmentKind.KEYS, notifications.idempotencyRetention());
    }

    private void open(OwnerSession session, SegmentKind kind, Duration width) throws SQLException {
        SegmentState state = SegmentState.read(session, kind);
        boolean old = state.ageSeconds() >= width.toSeconds();
        boolean full = state.rows() >= config.segmentRows() && state.count() < MOST_SEGMENTS;
        if (old || full) {
            session.waitBriefly();
            String number = session.list("select " + kind.opener() + "()").get(0);
            LOG.infof("Opened a segment: kind=%s segment=%s", kind.label(), number);
        }
    }
}
