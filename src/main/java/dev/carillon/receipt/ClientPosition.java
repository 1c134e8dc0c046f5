package dev.carillon.receipt;

import dev.carillon.sse.Cursor;

/** How far a client has acknowledged: everything up to and including this position, as an offset does in a log. */
public record ClientPosition(String clientId, Cursor acknowledged) {}
