package dev.carillon.preference;

import dev.carillon.identity.Caller;
import dev.carillon.inbox.Inbox;
import dev.carillon.problem.InvalidField;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The preferences of users, as they read and set them themselves. Blocks. */
@Singleton
public class OwnPreferences {

    private final PreferenceStore store;
    private final PreferenceRefresh refresh;
    private final Inbox inbox;

    @Inject
    OwnPreferences(PreferenceStore store, PreferenceRefresh refresh, Inbox inbox) {
        this.store = store;
        this.refresh = refresh;
        this.inbox = inbox;
    }

    /** With the settings of the organization. */
    public UserPreferences of(Caller caller) {
        return store.ofUser(caller.organizationId(), caller.userId());
    }

    /**
     * Replaces them. Once this returns, lists and counts obey, and within a second streams on all pods.
     *
     * @param change that keeps the constraints of its type
     * @throws StalePreferences if they were changed since its version
     */
    public UserPreferences set(Caller caller, PreferencesChange change) {
        once(change.types().stream().map(TypePreference::type).toList());
        if (change.quietHours() != null && QuietHours.zone(change.quietHours().timeZone()) == null) {
            throw new InvalidField("quietHours.timeZone", "must be the name of a time zone, such as Europe/Berlin");
        }
        store.store(caller.organizationId(), caller.userId(), change);
        refresh.changed(caller.organizationId());
        inbox.tellCount(caller);
        return of(caller);
    }

    static void once(List<String> types) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < types.size(); i++) {
            if (!seen.add(types.get(i))) {
                throw new InvalidField("types[" + i + "].type", "is given twice");
            }
        }
    }
}
