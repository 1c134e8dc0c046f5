package dev.carillon.preference;

import dev.carillon.batch.Coalescer;
import dev.carillon.preference.HeldPreferences.Place;
import dev.carillon.preference.ObeyedStore.Change;
import dev.carillon.preference.ObeyedStore.Newest;
import dev.carillon.preference.ObeyedStore.Obeyed;
import dev.carillon.preference.ObeyedStore.Owner;
import dev.carillon.route.RejectedRequests;
import dev.carillon.tenancy.LogUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;

/**
 * This pod's copy of the rules of streams, for the users that have one here: read once for all streams of a user, in sets,
 * and kept up to date by {@link PreferenceRefresh}. So a notification to ten thousand users asks the database nothing.
 * From any thread unless a method says that it blocks.
 *
 * <p>See docs/adr/0043-muting-is-a-view.md
 */
@Singleton
public class PodPreferences {

    /** Owners in one query: some milliseconds. */
    private static final int SET = 500;

    private final ObeyedStore store;
    private final PreferenceConfig config;
    private final Coalescer<Owner> lookups;
    private final Counter rejected;
    // Guarded by this, with everything in them.
    private final Map<String, HeldPreferences> held = new HashMap<>();
    private final Queue<Idle> idle = new ArrayDeque<>();
    private long bytes;
    // One query at a time, so that no older answer replaces a newer one.
    private final ReentrantLock queries = new ReentrantLock();
    private Newest known = Newest.NONE;

    @Inject
    PodPreferences(
            ObeyedStore store,
            PreferenceConfig config,
            @VirtualThreads ExecutorService blocking,
            MeterRegistry registry) {
        this.store = store;
        this.config = config;
        this.lookups = new Coalescer<>(SET, blocking, this::lookUp);
        this.rejected = RejectedRequests.counter("preferences", registry);
        Gauge.builder("carillon.preferences.bytes", this, PodPreferences::bytes)
                .description("Estimated memory of the preferences that this pod obeys, in bytes")
                .strongReference(true)
                .register(registry);
    }

    /** Nobody holds this user's preferences since then. */
    private record Idle(String organizationId, String userId, long since) {}

    /** The memory for preferences is used up. */
    public static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Full() {
            super("No further preferences fit into memory (carillon.preferences.pod-bytes)");
        }
    }

    /** A stream's hold on its user's preferences. */
    public final class Hold {

        private final String organizationId;
        private final String userId;
        private final HeldPreferences organization;
        private final Place user;
        private MutedTypes first = MutedTypes.NONE;

        private Hold(String organizationId, String userId, HeldPreferences organization, Place user) {
            this.organizationId = organizationId;
            this.userId = userId;
            this.organization = organization;
            this.user = user;
        }

        /** The muted types when the stream begins. */
        public MutedTypes first() {
            return first;
        }

        private Hold loaded() {
            synchronized (PodPreferences.this) {
                first = user.muted;
            }
            return this;
        }

        /** From now on the listener hears of changes, of those since {@link #first} too. */
        public void watch(MutedTypesListener listener) {
            synchronized (PodPreferences.this) {
                user.listeners.add(listener);
                if (!user.muted.equals(first)) {
                    long change = Math.max(user.change(), organization.defaults.change());
                    listener.onMutedTypes(user.muted, change, false);
                }
            }
        }

        /** Once. The listener hears nothing more. */
        public void release(MutedTypesListener listener) {
            synchronized (PodPreferences.this) {
                user.listeners.remove(listener);
                release();
            }
        }

        /** The same before {@link #watch}. */
        public void release() {
            synchronized (PodPreferences.this) {
                if (--user.holders > 0) {
                    return;
                }
                if (user.leaving) {
                    forget(organizationId, userId, organization, user);
                } else {
                    user.idleSince = System.nanoTime();
                    queueIfIdle(organizationId, userId, user);
                }
            }
        }
    }

    /**
     * Holds a user's preferences until {@link Hold#release}. The stage fails with {@link LogUnavailable} or {@link Full},
     * and nothing is held then.
     */
    public CompletionStage<Hold> hold(String organizationId, String userId) {
        Hold hold;
        CompletableFuture<Void> defaults;
        CompletableFuture<Void> own;
        synchronized (this) {
            HeldPreferences organization = held.get(organizationId);
            if (organization == null || !organization.users.containsKey(userId)) {
                if (!hasRoom()) {
                    rejected.increment();
                    return CompletableFuture.failedStage(new Full());
                }
                bytes += HeldPreferences.bytesOf(userId);
                organization = held.computeIfAbsent(organizationId, id -> new HeldPreferences());
            }
            Place user = organization.users.computeIfAbsent(userId, id -> new Place());
            user.holders++;
            hold = new Hold(organizationId, userId, organization, user);
            if (organization.defaults.obeyed != null && user.obeyed != null) {
                return CompletableFuture.completedStage(hold.loaded());
            }
            defaults = load(new Owner(organizationId, null), organization.defaults);
            own = load(new Owner(organizationId, userId), user);
        }
        return CompletableFuture.allOf(defaults, own).handle((done, failure) -> {
            if (failure != null) {
                hold.release();
                throw new LogUnavailable(failure);
            }
            return hold.loaded();
        });
    }

    private CompletableFuture<Void> load(Owner owner, Place place) {
        if (place.obeyed != null) {
            return CompletableFuture.completedFuture(null);
        }
        if (place.loading == null) {
            place.loading = new CompletableFuture<>();
            lookups.add(owner);
        }
        return place.loading;
    }

    private boolean hasRoom() {
        return bytes < config.podBytes().asLongValue()
                || (dropIdle(0) && bytes < config.podBytes().asLongValue());
    }

    /** Forgets users that have had no stream for this long. Returns whether there were any. */
    private synchronized boolean dropIdle(long nanos) {
        long now = System.nanoTime();
        boolean dropped = false;
        for (Idle oldest = idle.peek(); oldest != null && now - oldest.since() >= nanos; oldest = idle.peek()) {
            idle.remove();
            HeldPreferences organization = held.get(oldest.organizationId());
            Place user = organization == null ? null : organization.users.get(oldest.userId());
            if (organization != null && user != null) {
                user.queued = false;
                if (user.holders == 0 && now - user.idleSince >= nanos) {
                    forget(oldest.organizationId(), oldest.userId(), organization, user);
                    dropped = true;
                } else {
                    queueIfIdle(oldest.organizationId(), oldest.userId(), user);
                }
            }
        }
        return dropped;
    }

    /** At most once, however often a user's polls come and go. */
    private void queueIfIdle(String organizationId, String userId, Place user) {
        if (user.holders == 0 && !user.queued) {
            user.queued = true;
            idle.add(new Idle(organizationId, userId, user.idleSince));
        }
    }

    /** The user's streams are about to end, and the user may have been erased: nothing is kept once the last one has ended. */
    synchronized void leave(String organizationId, String userId) {
        HeldPreferences organization = held.get(organizationId);
        Place user = organization == null ? null : organization.users.get(userId);
        if (organization != null && user != null) {
            user.leaving = true;
            if (user.holders == 0) {
                forget(organizationId, userId, organization, user);
            }
        }
    }

    private void forget(String organizationId, String userId, HeldPreferences organization, Place user) {
        organization.users.remove(userId);
        bytes -= HeldPreferences.bytesOf(userId) + bytesOf(user);
        if (organization.users.isEmpty()) {
            held.remove(organizationId);
            bytes -= bytesOf(organization.defaults);
        }
    }

    private static long bytesOf(Place place) {
        return place.obeyed == null ? 0 : place.obeyed.bytes();
    }

    /** Whether any user of the organization is here. */
    synchronized boolean holds(String organizationId) {
        return held.containsKey(organizationId);
    }

    /** An estimate of its memory. */
    synchronized long bytes() {
        return bytes;
    }

    private CompletionStage<?> lookUp(List<Owner> owners) {
        try {
            queries.lock();
            try {
                ask(owners);
            } finally {
                queries.unlock();
            }
        } catch (RuntimeException e) {
            // All that wait are told; the next one tries again.
            loaded(owners).forEach(waiting -> waiting.completeExceptionally(e));
        }
        return CompletableFuture.completedStage(null);
    }

    /** Blocks, with the lock for queries. */
    private void ask(List<Owner> owners) {
        Map<Owner, Obeyed> found = store.of(owners);
        synchronized (this) {
            found.forEach((owner, obeyed) -> {
                HeldPreferences organization = held.get(owner.organizationId());
                Place place = organization == null ? null : organization.place(owner);
                if (organization != null && place != null) {
                    bytes += organization.take(place, obeyed);
                }
            });
        }
        loaded(owners).forEach(waiting -> waiting.complete(null));
    }

    private synchronized List<CompletableFuture<Void>> loaded(List<Owner> owners) {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (Owner owner : owners) {
            HeldPreferences organization = held.get(owner.organizationId());
            Place place = organization == null ? null : organization.place(owner);
            if (place != null && place.loading != null) {
                waiting.add(place.loading);
                place.loading = null;
            }
        }
        return waiting;
    }

    /**
     * Loads what has changed, and tells the streams that it concerns. Blocks. Afterwards this pod obeys everything that was
     * committed before, unless it fails with {@link LogUnavailable}.
     */
    void refresh() {
        dropIdle(config.keepIdle().toNanos());
        queries.lock();
        try {
            Newest newest = store.newest();
            if (known.server().equals(newest.server()) && newest.generation() >= known.generation()) {
                takeSince(known.generation(), newest.generation());
            } else {
                // Another server may not have everything that the earlier one had.
                askInSets(allHeld());
            }
            known = newest;
        } finally {
            queries.unlock();
        }
    }

    private void takeSince(long generation, long newest) {
        long from = generation;
        while (from < newest) {
            List<Change> changes = store.since(from, SET);
            if (changes.isEmpty()) {
                return;
            }
            Set<Owner> owners = new LinkedHashSet<>();
            synchronized (this) {
                for (Change change : changes) {
                    HeldPreferences organization = held.get(change.owner().organizationId());
                    if (organization != null && organization.place(change.owner()) != null) {
                        owners.add(change.owner());
                    }
                }
            }
            askInSets(List.copyOf(owners));
            from = changes.get(changes.size() - 1).generation();
        }
    }

    private synchronized List<Owner> allHeld() {
        List<Owner> owners = new ArrayList<>();
        held.forEach((id, organization) -> {
            owners.add(new Owner(id, null));
            organization.users.keySet().forEach(user -> owners.add(new Owner(id, user)));
        });
        return owners;
    }

    private void askInSets(List<Owner> owners) {
        for (int from = 0; from < owners.size(); from += SET) {
            ask(owners.subList(from, Math.min(owners.size(), from + SET)));
        }
    }
}
