package dev.carillon.access.revocation;

import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.broadcast.PodMessages.DisconnectListener;
import dev.carillon.identity.Credential;
import dev.carillon.identity.RevocationStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * This pod's copy of the table, read by every sign-in with a token and every keep-alive. {@link RevocationRefresh}
 * keeps it up to date, so that neither PostgreSQL nor Redis has to be there at that moment.
 *
 * <p>Messages of other pods are believed until the next refresh: pods send only stored revocations.
 */
@Singleton
class RevocationCache implements RevocationStatus {

    private final RevocationStore store;
    private final RevocationConfig config;
    private final DisconnectListener streams;
    private final Clock clock;
    private final ConcurrentHashMap<Name, Held> held = new ConcurrentHashMap<>();
    // With the number of the last refresh that had begun when the message came.
    private final ConcurrentHashMap<Name, Long> heard = new ConcurrentHashMap<>();
    private final Counter unheard;
    private long refreshes;
    // Used by the refreshing thread only.
    private boolean failed;
    private volatile RevocationSnapshot known = RevocationSnapshot.NONE;

    @Inject
    RevocationCache(
            RevocationStore store,
            RevocationConfig config,
            NotificationBroadcaster broadcaster,
            Clock clock,
            MeterRegistry registry) {
        this(store, config, broadcaster::disconnectHere, clock, registry);
    }

    /** @param streams called for the streams to be ended on this pod */
    RevocationCache(
            RevocationStore store,
            RevocationConfig config,
            DisconnectListener streams,
            Clock clock,
            MeterRegistry registry) {
        this.store = store;
        this.config = config;
        this.streams = streams;
        this.clock = clock;
        this.unheard = Counter.builder("carillon.revocations.unheard")
                .description("Revocation messages that were left to the next refresh because too many came at once")
                .register(registry);
    }

    @Override
    public boolean isLoaded() {
        return known.generation() >= 0;
    }

    @Override
    public boolean isRevoked(String organizationId, String tag) {
        if (held.isEmpty() && heard.isEmpty()) {
            return false;
        }
        Name name = new Name(organizationId, tag);
        Held found = held.get(name);
        return (found != null && found.untilMillis() > clock.millis()) || heard.containsKey(name);
    }

    @Override
    public long generation() {
        return Math.max(0, known.generation());
    }

    @Override
    public boolean isDisconnectedAfter(long generation, String organizationId, String userId) {
        if (held.isEmpty()) {
            return false;
        }
        Held found = held.get(new Name(organizationId, Credential.userTag(userId)));
        return found != null && found.generation() > generation;
    }

    int size() {
        return held.size();
    }

    /** From any thread. Beyond the limit of one organization, messages are left to the next refresh. */
    synchronized void hear(String organizationId, String tag) {
        if (heard.size() >= config.maxPerOrganization()) {
            unheard.increment();
            return;
        }
        heard.put(new Name(organizationId, tag), refreshes);
    }

    /** Loads new revocations from PostgreSQL and ends the streams that they concern. Blocks; one at a time. */
    void refresh() {
        long number;
        synchronized (this) {
            number = ++refreshes;
        }
        // After a failure everything: a server that comes back may be another one, without a part of its history.
        RevocationSnapshot before = isLoaded() && !failed ? known : RevocationSnapshot.NONE;
        failed = true;
        RevocationSnapshot now = store.since(before);
        failed = false;
        take(now);
        heard.values().removeIf(at -> at < number);
    }

    private void take(RevocationSnapshot now) {
        boolean first = !isLoaded();
        Set<Name> there = new HashSet<>();
        Set<Name> news = new HashSet<>();
        long nowMillis = clock.millis();
        for (Revocation revocation : now.revocations()) {
            Name name = new Name(revocation.organizationId(), revocation.credential());
            there.add(name);
            Held before = held.put(name, new Held(revocation.generation(), nowMillis + revocation.remainingMillis()));
            if (before == null || before.generation() != revocation.generation()) {
                news.add(name);
            }
        }
        if (now.whole()) {
            held.keySet().retainAll(there);
        }
        // Only now: callers admitted from here on count as coming after these revocations.
        known = new RevocationSnapshot(now.server(), now.generation(), now.whole(), List.of());
        if (!first) {
            news.forEach(this::endStreams);
        }
    }

    private void endStreams(Name name) {
        String user = Credential.userOf(name.credential());
        streams.onDisconnect(name.organizationId(), user, user == null ? name.credential() : null);
    }

    /** Drops expired entries. */
    void dropExpired() {
        long now = clock.millis();
        held.values().removeIf(entry -> entry.untilMillis() <= now);
    }

    private record Name(String organizationId, String credential) {}

    private record Held(long generation, long untilMillis) {}
}
