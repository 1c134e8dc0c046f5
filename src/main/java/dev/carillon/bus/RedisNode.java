package dev.carillon.bus;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A server of Redis and the slots that are its own.
 *
 * @param address {@code host:port}; empty for the one server there is
 */
record RedisNode(String address, List<Range> ranges) {

    /** The whole of a Redis that is no cluster. */
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

    /** A name in one of the shard's slots: the first of the prefix followed by 0, 1, … that is. */
    String nameWithin(String prefix) {
        for (int i = 0; ; i++) {
            String name = prefix + i + "}";
            if (holds(HashSlot.of(name))) {
                return name;
            }
        }
    }

    /**
     * What {@code CLUSTER SLOTS} answers: first, last, master, replicas.
     *
     * @param asked the host that has answered, which may leave its own name out
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
