package dev.carillon.receipt;

import dev.carillon.sse.Cursor;

/** How far a client has acknowledged: everything up to and including this cursor, like an offset in a log. */
public record ClientPosition(String clientId, Cursor acknowledged) {}
