package dev.carillon.outbox;

import dev.carillon.notification.Committed;

/** Broadcasts what was committed. Does not throw. */
@FunctionalInterface
interface Announcer {
    void announce(String organizationId, Committed committed);
}
