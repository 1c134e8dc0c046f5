package dev.carillon.access.ticket;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Keeps each ticket under a key until it is taken or expires. From any thread; nothing here blocks. */
interface TicketStore {

    Future<Void> keep(String key, String owner, Duration lifetime);

    /** Removes a ticket. Empty if it was taken, has expired, or never existed. If several ask, one gets it. */
    Future<Optional<String>> take(String key);

    /** As {@link #take}, but leaves the ticket there. */
    Future<Optional<String>> look(String key);
}
