package dev.carillon.notification;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The heads of several organizations at one moment.
 *
 * @param heads by organization; an organization without notifications is missing
 */
public record LogHeads(Map<String, LogPosition> heads) {
    public LogHeads {
        // In its order: that of Map.copyOf differs from JVM to JVM, and a seed of the simulation would not repeat.
        heads = Collections.unmodifiableMap(new LinkedHashMap<>(heads));
    }

    /** The head of {@code organizationId}; {@link LogPosition#START} if nothing was ever written. */
    public LogPosition of(String organizationId) {
        return heads.getOrDefault(organizationId, LogPosition.START);
    }
}
