package dev.carillon.bus;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Redis server with the slots that it serves.
 *
 * @param address {@code host:port}; empty for a Redis that is no cluster
 */
record RedisNode(String address, List<Range> ranges) {

    /** A Redis that is no cluster: one node with all slots. */
    static final RedisNode WHOLE = new RedisNode("", List.of(new Range(0, HashSlot.SLOTS - 1)));

    record Range(int first, int last) {}

    boolean holds(int slot) {
        return ranges.stream().anyMatch(range -> range.first() <= slot && slot <= range.last());
    }

    int slots() {
        return ranges.stream()
                .mapToInt(range -> range.last() - range.first() + 1)
                .sum();
    }

    /** The first name, of the prefix followed by 0, 1, …, whose slot this node serves. */
    String nameWithin(String prefix) {
        for (int i = 0; ; i++) {
            String name = prefix + i + "}";
            if (holds(HashSlot.of(name))) {
                return name;
            }
        }
    }

    /**
     * Reads the answer to {@code CLUSTER SLOTS}: first slot, last slot, master, replicas.
     *
     * @param asked the host that answered; it may leave out its own name
     */
    static List<RedisNode> ofClusterSlots(Response slots, String asked) {
        Map<String, List<Range>> ranges = new LinkedHashMap<>();
        for (Response entry : slots) {
            Response master = entry.get(2);
            String host = master.get(0) == null ? "" : master.get(0).toString();
            String address =
                    (host.isEmpty() ? asked : host) + ":" + master.get(1).toInteger();
            ranges.computeIfAbsent(address, a -> new ArrayList<>())
                    .add(new Range(entry.get(0).toInteger(), entry.get(1).toInteger()));
        }
        List<RedisNode> nodes = new ArrayList<>();
        ranges.forEach((address, own) -> nodes.add(new RedisNode(address, List.copyOf(own))));
        return nodes;
    }
}
