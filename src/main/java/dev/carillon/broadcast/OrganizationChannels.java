package dev.carillon.broadcast;

import dev.carillon.bus.ChannelBus;
import dev.carillon.fanout.RecentLogBudget;
import dev.carillon.socket.Loop;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The channels of this pod: one for each organization that has a client here. A channel opens for its first channel shard
 * and closes some time after the last has left. From any thread.
 */
final class OrganizationChannels implements ChannelBus.Receiver {

    private final ChannelContext context;
    private final Runnable onGap;
    private final ConcurrentHashMap<String, Lease> leases = new ConcurrentHashMap<>();

    /** @param onGap called when the bus may have lost messages on every channel */
    OrganizationChannels(ChannelContext context, Runnable onGap) {
        this.context = context;
        this.onGap = onGap;
    }

    /** The organization's channel, opened on {@code loop} if there is none. Each call needs one {@link #release}. */
    OrganizationChannel acquire(String organizationId, Loop loop) {
        // Inside compute, subscribing and unsubscribing keep the order of the leases.
        return leases.compute(organizationId, (id, lease) -> {
                    if (lease != null) {
                        return lease.withShards(lease.shards() + 1);
                    }
                    OrganizationChannel channel = new OrganizationChannel(id, loop, context);
                    channel.open();
                    return new Lease(channel, 1);
                })
                .channel();
    }

    void release(String organizationId) {
        Lease left = leases.computeIfPresent(organizationId, (id, lease) -> lease.withShards(lease.shards() - 1));
        if (left != null && left.shards() == 0) {
            left.channel()
                    .loop()
                    .schedule(context.config().unsubscribeGrace(), () -> closeUnused(organizationId, left.channel()));
        }
    }

    private void closeUnused(String organizationId, OrganizationChannel channel) {
        leases.computeIfPresent(organizationId, (id, lease) -> {
            if (lease.shards() > 0 || lease.channel() != channel) {
                return lease;
            }
            context.bus().unsubscribe(id);
            channel.close();
            return null;
        });
    }

    /** Null if the organization has no channel on this pod. */
    @Nullable
    OrganizationChannel find(String organizationId) {
        Lease lease = leases.get(organizationId);
        return lease == null ? null : lease.channel();
    }

    private Collection<OrganizationChannel> all() {
        return leases.values().stream().map(Lease::channel).toList();
    }

    /** Clears those with nothing new for longest, until the recent logs of the pod are within their budget. */
    @SuppressWarnings("FutureReturnValueIgnored") // A loop that has ended clears nothing, but serves no clients either.
    void clearOldestRecentLogs() {
        RecentLogBudget budget = context.recentLogs();
        // Sorting needs ages that do not change meanwhile.
        List<Aged> byAge = all().stream()
                .filter(channel -> channel.log() != null)
                .map(channel -> new Aged(
                        channel, channel.log().appendedAt(), channel.log().cost()))
                .sorted(Comparator.comparingLong(Aged::appendedAt))
                .toList();
        long excess = budget.excess();
        CompletableFuture<Void> cleared = CompletableFuture.completedFuture(null);
        for (Aged oldest : byAge) {
            if (excess <= 0) {
                break;
            }
            excess -= oldest.cost();
            cleared = cleared.thenCombine(oldest.channel().clearRecentLog(), (before, now) -> null);
            context.metrics().recentLogCleared();
        }
        cleared.thenRun(budget::madeFree);
    }

    private record Aged(OrganizationChannel channel, long appendedAt, long cost) {}

    /** Changes meanwhile may or may not be seen. */
    Iterator<OrganizationChannel> iterator() {
        Iterator<Lease> all = leases.values().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public OrganizationChannel next() {
                return all.next().channel();
            }
        };
    }

    int count() {
        return leases.size();
    }

    @Override
    public void onMessage(String organizationId, byte[] message) {
        OrganizationChannel channel = find(organizationId);
        if (channel != null) {
            channel.receive(message);
        }
    }

    @Override
    public void onGap() {
        onGap.run();
    }

    private record Lease(OrganizationChannel channel, int shards) {
        Lease withShards(int newShards) {
            return new Lease(channel, newShards);
        }
    }
}
