package dev.carillon.preference;

import dev.carillon.preference.ObeyedStore.Obeyed;
import dev.carillon.preference.ObeyedStore.Owner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A pod's knowledge of one organization: its settings, and the preferences of its users that are here.
 * Guarded by {@link PodPreferences}.
 */
final class HeldPreferences {

    /** Estimate for a map's entry, the user's id, and a place. */
    private static final long USER_BYTES = 300;

    final Map<String, Place> users = new HashMap<>();
    final Place defaults = new Place();
    // One object for all that have said nothing themselves.
    private MutedTypes ofAll = MutedTypes.NONE;

    /** One owner's part. */
    static final class Place {
        final List<MutedTypesListener> listeners = new ArrayList<>(1);
        // Null before it was loaded.
        @Nullable
        Obeyed obeyed;
        // Completes for all that wait for it; null while nobody does.
        @Nullable
        CompletableFuture<Void> loading;

        MutedTypes muted = MutedTypes.NONE;
        int holders;
        long idleSince;
        /** Whether it is in the queue of those that nobody holds. */
        boolean queued;
        /** Whether it is forgotten as soon as nobody holds it. */
        boolean leaving;

        long change() {
            return obeyed == null ? 0 : obeyed.generation();
        }

        private List<String> inApp() {
            return obeyed == null ? List.of() : obeyed.inApp();
        }
    }

    @Nullable
    Place place(Owner owner) {
        return owner.userId() == null ? defaults : users.get(owner.userId());
    }

    /** Listeners hear of it if anything changes for them. Returns by how much its memory grows. */
    long take(Place place, Obeyed now) {
        Obeyed before = place.obeyed;
        place.obeyed = now;
        if (place == defaults) {
            ofAll = MutedTypes.of(now.required(), List.of(), now.inApp());
            users.values().forEach(user -> update(user, now.generation(), true));
        } else {
            update(place, now.generation(), false);
        }
        return now.bytes() - (before == null ? 0 : before.bytes());
    }

    private void update(Place user, long change, boolean forMany) {
        List<String> required = defaults.obeyed == null ? List.of() : defaults.obeyed.required();
        List<String> own = user.inApp();
        MutedTypes now = own.isEmpty() ? ofAll : MutedTypes.of(required, own, defaults.inApp());
        if (!now.equals(user.muted)) {
            user.muted = now;
            user.listeners.forEach(listener -> listener.onMutedTypes(now, change, forMany));
        }
    }

    static long bytesOf(String userId) {
        return USER_BYTES + userId.length();
    }
}
