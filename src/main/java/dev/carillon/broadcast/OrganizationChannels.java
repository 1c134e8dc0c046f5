package dev.carillon.broadcast;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The channels of this pod: one for each organization that has a client here, opened for the first room and closed
 * some time after the last. From any thread.
 */
final class OrganizationChannels implements ChannelBus.Receiver {

    private final ChannelContext context;
    private final Runnable onGap;
    private final ConcurrentHashMap<String, Lease> leases = new ConcurrentHashMap<>();

    /** @param onGap told when the bus may have lost messages of every channel */
    OrganizationChannels(ChannelContext context, Runnable onGap) {
        this.context = context;
        this.onGap = onGap;
    }

    /** The organization's channel, opened on {@code loop} if there is none; to be given back once. */
    OrganizationChannel acquire(String organizationId, Loop loop) {
        // Subscribing and unsubscribing inside compute keeps the two in the order of the leases.
        return leases.compute(organizationId, (id, lease) -> {
                    if (lease != null) {
                        return lease.withRooms(lease.rooms() + 1);
                    }
                    OrganizationChannel channel = new OrganizationChannel(id, loop, context);
                    channel.open();
                    return new Lease(channel, 1);
                })
                .channel();
    }

    void release(String organizationId) {
        Lease left = leases.computeIfPresent(organizationId, (id, lease) -> lease.withRooms(lease.rooms() - 1));
        if (left != null && left.rooms() == 0) {
            left.channel()
                    .loop()
                    .schedule(context.config().unsubscribeGrace(), () -> closeUnused(organizationId, left.channel()));
        }
    }

    private void closeUnused(String organizationId, OrganizationChannel channel) {
        leases.computeIfPresent(organizationId, (id, lease) -> {
            if (lease.rooms() > 0 || lease.channel() != channel) {
                return lease;
            }
            context.bus().unsubscribe(id);
            channel.close();
            return null;
        });
    }

    /** Null where the organization has no client on this pod. */
    OrganizationChannel find(String organizationId) {
        Lease lease = leases.get(organizationId);
        return lease == null ? null : lease.channel();
    }

    Collection<OrganizationChannel> all() {
        return leases.values().stream().map(Lease::channel).toList();
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

    private record Lease(OrganizationChannel channel, int rooms) {
        Lease withRooms(int newRooms) {
            return new Lease(channel, newRooms);
        }
    }
}
