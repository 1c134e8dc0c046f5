package dev.carillon.broadcast;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The log lines of the Express application, to the letter: people and scripts search for them. */
final class LegacyLogLines {

    private static final Logger LOG = Logger.getLogger("dev.carillon.sse");

    private LegacyLogLines() {}

    static void connected(String clientId, int total) {
        LOG.infof("[SSE] Client connected: %s (total: %d)", clientId, total);
    }

    static void disconnected(String clientId, int total) {
        LOG.infof("[SSE] Client disconnected: %s (total: %d)", clientId, total);
    }

    /** @param userId null for the whole organization */
    static void sent(int clients, @Nullable String userId, String organizationId) {
        if (userId == null) {
            LOG.infof("[SSE] Notification sent to %d client(s) (orgId=%s)", clients, organizationId);
        } else {
            LOG.infof("[SSE] Notification sent to %d client(s) (userId=%s, orgId=%s)", clients, userId, organizationId);
        }
    }
}
