package dev.carillon.access.ticket;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Opens one stream, once, until it expires: {@code GET /api/notifications/stream?ticket=…}. */
@Schema(requiredProperties = {"ticket", "expiresAt"})
record Ticket(
        @Schema(examples = "Jv0b2xGq4sRr0o1x3cY3aXn5m2Zk8wUuT7dPqLhEfGA")
        String ticket,

        @Schema(examples = "2026-11-23T14:24:51Z") Instant expiresAt) {}
