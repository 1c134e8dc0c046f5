package dev.carillon.access.ticket;

import java.time.Instant;

/** What opens one stream, once, until it expires: {@code GET /api/notifications/stream?ticket=…}. */
record Ticket(String ticket, Instant expiresAt) {}
