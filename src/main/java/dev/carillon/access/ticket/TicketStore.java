package dev.carillon.access.ticket;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Keeps each ticket under a key until it is taken or its time is over. From any thread; nothing here blocks. */
interface TicketStore {

    Future<Void> keep(String key, String owner, Duration lifetime);

    /** Empty for what was taken, is over, or never was; afterwards it is gone. Of several who ask, one gets it. */
    Future<Optional<String>> take(String key);

    /** As {@link #take}, but it stays. */
    Future<Optional<String>> look(String key);
}
