package dev.carillon.notification;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The new heads of all organizations since an earlier snapshot of the database.
 *
 * @param snapshot of the statement that has read this, for the next question
 * @param serverStart when the database's server started. Another start than before makes earlier snapshots worthless,
 *     because a new primary may give out transaction ids again
 * @param heads the newest position of each organization that has a new one; empty unless {@code complete}
 * @param complete whether {@code heads} has all of them; if not, only a full comparison tells
 */
public record Commits(String snapshot, Instant serverStart, Map<String, LogPosition> heads, boolean complete) {
    public Commits {
        // In its order: that of Map.copyOf differs from JVM to JVM, and a seed of the simulation would not repeat.
        heads = Collections.unmodifiableMap(new LinkedHashMap<>(heads));
    }
}
