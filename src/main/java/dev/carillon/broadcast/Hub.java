package dev.carillon.broadcast;

import dev.carillon.fanout.Client;
import dev.carillon.fanout.Room;
import dev.carillon.fanout.Subscription;
import dev.carillon.socket.Loop;
import dev.carillon.sse.LastEventId;
import java.util.HashMap;
import java.util.Map;

/**
 * The clients of one event loop by organization. One shard of what other systems call the hub: since a client never
 * leaves its event loop, neither does anything that is done for it, and nothing needs a lock.
 */
final class Hub {

    private final Loop loop;
    private final OrganizationChannels channels;
    private final Map<String, Room> rooms = new HashMap<>();

    Hub(Loop loop, OrganizationChannels channels) {
        this.loop = loop;
        this.channels = channels;
    }

    /** On the hub's loop. */
    Subscription add(Client client, LastEventId from) {
        return rooms.computeIfAbsent(client.organizationId(), this::open).add(client, from);
    }

    private Room open(String organizationId) {
        OrganizationChannel channel = channels.acquire(organizationId, loop);
        Room room = channel.newRoom(loop, () -> closeIfEmpty(organizationId));
        channel.attach(room);
        return room;
    }

    private void closeIfEmpty(String organizationId) {
        Room room = rooms.get(organizationId);
        if (room != null && room.isEmpty()) {
            rooms.remove(organizationId);
            channels.find(organizationId).detach(room);
            channels.release(organizationId);
        }
    }
}
