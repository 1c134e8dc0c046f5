package dev.carillon.notification;

import java.util.Map;

/**
 * The heads of several organizations at one moment.
 *
 * <p>See docs/adr/0005-computed-epoch.md
 *
 * @param epoch the epoch that was read
 * @param heads by organization; an organization without notifications is missing, and its head is 0
 */
public record LogHeads(String epoch, Map<String, Long> heads) {
    public LogHeads {
        heads = Map.copyOf(heads);
    }

    /** The head of {@code organizationId}; 0 if nothing was ever written. */
    public long of(String organizationId) {
        return heads.getOrDefault(organizationId, 0L);
    }
}
