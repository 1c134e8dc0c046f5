package dev.carillon.broadcast;

import dev.carillon.fanout.OrganizationLog;
import dev.carillon.notification.LogHeads;
import dev.carillon.socket.Loop;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Compares the heads of this pod with the database's, in one statement for all organizations that have a channel. This
 * alone repairs lost publishes, a pod's death after COMMIT, a dead bus and a changed epoch.
 */
final class PositionCheck {

    // A part of the interval. Spreads the checks of pods that started together.
    private static final double JITTER = 0.2;

    private final OrganizationChannels channels;
    private final ChannelContext context;
    private final Loop loop;
    private final RandomGenerator random;
    private final AtomicBoolean running = new AtomicBoolean();

    PositionCheck(OrganizationChannels channels, ChannelContext context, Loop loop, RandomGenerator random) {
        this.channels = channels;
        this.context = context;
        this.loop = loop;
        this.random = random;
    }

    /** Once; repeats for as long as the loop runs. */
    void start() {
        Duration interval = context.bus().isDelivering()
                ? context.config().positionCheck()
                : context.config().positionCheckWithoutBus();
        double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
        loop.schedule(Duration.ofNanos((long) (interval.toNanos() * factor)), () -> {
            // First: otherwise one exception would end all checks.
            start();
            now();
        });
    }

    /** From any thread. Does nothing while another check is running. */
    void now() {
        Collection<OrganizationChannel> all = channels.all();
        if (all.isEmpty()) {
            context.metrics().nothingToCheck();
            return;
        }
        if (!running.compareAndSet(false, true)) {
            return;
        }
        Map<String, Asked> asked = new HashMap<>();
        for (OrganizationChannel channel : all) {
            OrganizationLog log = channel.log();
            if (log != null) {
                asked.put(channel.organizationId(), new Asked(channel, log, log.head()));
            }
        }
        context.reader().heads(asked.keySet()).whenComplete((heads, failure) -> {
            running.set(false);
            if (failure != null) {
                context.metrics().positionCheckFailed();
            } else {
                context.metrics().positionChecked(lag(asked.values(), heads));
                asked.values().forEach(a -> a.channel.loop().execute(() -> a.channel.onHeads(heads, a.log, a.head)));
            }
        });
    }

    private static long lag(Collection<Asked> asked, LogHeads heads) {
        return asked.stream()
                .mapToLong(a -> Math.max(0, heads.of(a.channel.organizationId()) - a.head))
                .max()
                .orElse(0);
    }

    private record Asked(OrganizationChannel channel, OrganizationLog log, long head) {}
}
