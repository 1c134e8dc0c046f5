package dev.carillon.stream;

import dev.carillon.fanout.DisconnectReason;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits the streams of each user on this pod: one more closes the oldest, which is most likely a forgotten tab. From
 * any thread.
 */
final class UserStreams {

    private final int max;
    private final ConcurrentHashMap<User, Set<StreamClient>> byUser = new ConcurrentHashMap<>();

    /** @param max zero or less for no limit */
    UserStreams(int max) {
        this.max = max;
    }

    void add(StreamClient client) {
        if (max <= 0) {
            return;
        }
        byUser.compute(User.of(client), (user, known) -> {
            Set<StreamClient> streams = known == null ? new LinkedHashSet<>(2) : known;
            streams.add(client);
            if (streams.size() > max) {
                StreamClient oldest = streams.iterator().next();
                streams.remove(oldest);
                oldest.loop().execute(() -> oldest.disconnect(DisconnectReason.TOO_MANY_STREAMS));
            }
            return streams;
        });
    }

    void remove(StreamClient client) {
        byUser.computeIfPresent(User.of(client), (user, streams) -> {
            streams.remove(client);
            return streams.isEmpty() ? null : streams;
        });
    }

    private record User(String organizationId, String userId) {
        static User of(StreamClient client) {
            return new User(client.organizationId(), client.userId());
        }
    }
}
