package dev.carillon.insight;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The commits, arrivals and ended streams that this pod remembers for support, each kind in a ring that forgets its oldest.
 * Written once for each of these, never once for each delivery. From any thread.
 */
public final class DeliveryHistory {

    /** How a notification came to this pod. */
    public enum ArrivalSource {
        /** In a message: over the bus, or from this pod itself. */
        MESSAGE,
        /** Loaded from the database because its message did not come. */
        REPAIR
    }

    /** @param busDelivered whether the bus was known to deliver at that moment */
    public record Published(String organizationId, long first, long last, Instant at, boolean busDelivered) {}

    public record Received(String organizationId, long id, Instant at, ArrivalSource source) {}

    /**
     * @param closedAt null while the stream is open
     * @param reached the id of its cursor; 0 before it has one
     * @param wantsType whether it asked for the type in question; null if unknown, as after its end
     */
    public record Stream(
            String organizationId,
            String userId,
            String clientId,
            Instant openedAt,
            @Nullable Instant closedAt,
            long reached,
            @Nullable Boolean wantsType) {}

    private final Clock clock;
    private final Ring<Published> published;
    private final Ring<Received> received;
    private final Ring<Stream> ended;

    public DeliveryHistory(Clock clock, int size) {
        this.clock = clock;
        this.published = new Ring<>(size);
        this.received = new Ring<>(size);
        this.ended = new Ring<>(size);
    }

    public void published(String organizationId, long first, long last, boolean busDelivered) {
        published.add(new Published(organizationId, first, last, clock.instant(), busDelivered));
    }

    public void received(String organizationId, long id, ArrivalSource source) {
        received.add(new Received(organizationId, id, clock.instant(), source));
    }

    public void ended(Stream stream) {
        ended.add(stream);
    }

    Instant now() {
        return clock.instant();
    }

    /** Null if this pod did not publish it, or has forgotten it. */
    public @Nullable Published publishedOf(String organizationId, long id) {
        return published.newest(p -> p.organizationId().equals(organizationId) && p.first() <= id && id <= p.last());
    }

    /** Null if it did not come here, or is forgotten. */
    public @Nullable Received receivedOf(String organizationId, long id) {
        return received.newest(r -> r.id() == id && r.organizationId().equals(organizationId));
    }

    public List<Stream> endedOf(String organizationId, String userId) {
        return ended.all(s -> s.userId().equals(userId) && s.organizationId().equals(organizationId));
    }

    /** The newest items of one kind. */
    private static final class Ring<T> {

        private final Object[] items;
        private long added;

        Ring(int size) {
            items = new Object[size];
        }

        synchronized void add(T item) {
            items[(int) (added++ % items.length)] = item;
        }

        synchronized @Nullable T newest(Predicate<T> wanted) {
            List<T> found = all(wanted);
            return found.isEmpty() ? null : found.get(found.size() - 1);
        }

        @SuppressWarnings("unchecked")
        synchronized List<T> all(Predicate<T> wanted) {
            List<T> found = new ArrayList<>();
            for (long i = Math.max(0, added - items.length); i < added; i++) {
                T item = (T) items[(int) (i % items.length)];
                if (wanted.test(item)) {
                    found.add(item);
                }
            }
            return found;
        }
    }
}
