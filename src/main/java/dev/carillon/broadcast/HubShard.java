package dev.carillon.broadcast;

import dev.carillon.fanout.ChannelShard;
import dev.carillon.fanout.Client;
import dev.carillon.fanout.Subscription;
import dev.carillon.socket.Loop;
import dev.carillon.sse.LastEventId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The clients of one event loop, by organization: one shard of what other systems call the hub. A client never leaves its
 * event loop, and neither does the work for it, so nothing needs a lock.
 */
final class HubShard {

    private final Loop loop;
    private final OrganizationChannels channels;
    private final Map<String, ChannelShard> shards = new HashMap<>();

    HubShard(Loop loop, OrganizationChannels channels) {
        this.loop = loop;
        this.channels = channels;
    }

    /** On the hub shard's loop. */
    Subscription add(Client client, LastEventId from) {
        return shards.computeIfAbsent(client.organizationId(), this::open).add(client, from);
    }

    private ChannelShard open(String organizationId) {
        OrganizationChannel channel = channels.acquire(organizationId, loop);
        ChannelShard shard = channel.newRoom(loop, () -> closeIfEmpty(organizationId));
        channel.attach(shard);
        return shard;
    }

    private void closeIfEmpty(String organizationId) {
        ChannelShard shard = shards.get(organizationId);
        if (shard != null && shard.isEmpty()) {
            shards.remove(organizationId);
            Objects.requireNonNull(channels.find(organizationId)).detach(shard);
            channels.release(organizationId);
        }
    }
}
