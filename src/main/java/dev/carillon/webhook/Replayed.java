package dev.carillon.webhook;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many events were queued again.
 *
 * @param complete false if there are more: repeat the request
 */
@Schema(
        name = "ReplayedWebhook",
        requiredProperties = {"replayed", "complete"})
record Replayed(
        @Schema(examples = "12") long replayed,
        @Schema(examples = "true") boolean complete) {}
