package dev.carillon.broadcast;

import dev.carillon.fanout.OrganizationLog;
import dev.carillon.notification.Commits;
import dev.carillon.notification.LogHeads;
import dev.carillon.notification.LogPosition;
import dev.carillon.socket.Loop;
import dev.carillon.socket.LoopTimer;
import dev.carillon.sse.Cursor;
import dev.carillon.supervision.Supervised;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Finds what no message tells: lost publishes, a pod's death after COMMIT, a dead bus, a fork.
 *
 * <p>Each check asks what was committed since the last one, so its cost follows what happened, not how many organizations
 * listen. A history that got shorter shows in no commit. So all organizations are compared, in slices, each minute, and at
 * once after the database could not be asked or was restarted.
 */
final class PositionCheck {

    // A part of the interval. Spreads the checks of pods that started together.
    private static final double JITTER = 0.2;

    private final OrganizationChannels channels;
    private final ChannelContext context;
    private final Loop loop;
    private final RandomGenerator random;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean askedMeanwhile = new AtomicBoolean();
    // Only the running check uses the following.
    private @Nullable String snapshot;
    private @Nullable Instant serverStart;
    private long comparedAt;

    PositionCheck(OrganizationChannels channels, ChannelContext context, Loop loop, RandomGenerator random) {
        this.channels = channels;
        this.context = context;
        this.loop = loop;
        this.random = random;
    }

    /** Once; repeats for as long as the loop runs. */
    void start() {
        LoopTimer.start(loop, Supervised.POSITION_CHECK, this::pause, this::now);
    }

    private Duration pause() {
        Duration interval = context.bus().isDelivering()
                ? context.config().positionCheck()
                : context.config().positionCheckWithoutBus();
        double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
        return Duration.ofNanos((long) (interval.toNanos() * factor));
    }

    /** From any thread. While another check is running, one more follows it. */
    void now() {
        if (channels.count() == 0) {
            context.metrics().nothingToCheck();
            return;
        }
        if (!running.compareAndSet(false, true)) {
            askedMeanwhile.set(true);
            return;
        }
        String since = snapshot;
        context.reader().committedSince(since).thenCompose(this::onCommits).whenComplete((lag, failure) -> {
            if (failure != null) {
                // Another server may answer next, to which this snapshot means nothing.
                snapshot = null;
                context.metrics().positionCheckFailed();
            } else {
                context.metrics().positionChecked(lag);
            }
            running.set(false);
            if (failure == null && askedMeanwhile.getAndSet(false)) {
                now();
            }
        });
    }

    /** The largest lag. */
    private CompletionStage<Long> onCommits(Commits commits) {
        boolean sameServer = commits.serverStart().equals(serverStart);
        boolean tellsAll = snapshot != null && sameServer && commits.complete();
        // The comparison may miss only commits after this snapshot.
        snapshot = commits.snapshot();
        serverStart = commits.serverStart();
        boolean due = loop.nanoTime() - comparedAt
                >= context.config().positionComparison().toNanos();
        long lag = tellsAll ? tell(commits.heads()) : 0;
        return tellsAll && !due ? CompletableFuture.completedFuture(lag) : compare(channels.iterator(), lag);
    }

    private long tell(Map<String, LogPosition> heads) {
        long lag = 0;
        for (Map.Entry<String, LogPosition> head : heads.entrySet()) {
            OrganizationChannel channel = channels.find(head.getKey());
            OrganizationLog log = channel == null ? null : channel.log();
            if (log != null) {
                lag = Math.max(lag, head.getValue().id() - log.head().id());
                Objects.requireNonNull(channel).onNewHead(head.getValue());
            }
        }
        return lag;
    }

    /** Slice after slice: neither a statement nor a turn of a loop deals with all organizations of a large pod. */
    private CompletionStage<Long> compare(Iterator<OrganizationChannel> rest, long lag) {
        Map<String, Asked> slice = new HashMap<>();
        while (rest.hasNext() && slice.size() < context.config().positionComparisonSlice()) {
            OrganizationChannel channel = rest.next();
            OrganizationLog log = channel.log();
            if (log != null) {
                slice.put(channel.organizationId(), new Asked(channel, log, log.head()));
            }
        }
        if (slice.isEmpty()) {
            comparedAt = loop.nanoTime();
            context.metrics().positionsCompared();
            return CompletableFuture.completedFuture(lag);
        }
        return context.reader()
                .heads(slice.keySet())
                .thenCompose(heads -> compare(rest, Math.max(lag, tell(slice, heads))));
    }

    private static long tell(Map<String, Asked> slice, LogHeads heads) {
        long lag = 0;
        for (Asked asked : slice.values()) {
            LogPosition head = heads.of(asked.channel.organizationId());
            lag = Math.max(lag, head.id() - asked.head.id());
            asked.channel.onHead(head, asked.log, asked.head);
        }
        return lag;
    }

    private record Asked(OrganizationChannel channel, OrganizationLog log, Cursor head) {}
}
