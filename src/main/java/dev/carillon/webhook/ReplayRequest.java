package dev.carillon.webhook;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that queues events again: one, or all since a time.
 *
 * @param state of those since a time: dead (by default), delivered, or all for both
 */
@Schema(name = "ReplayWebhook")
record ReplayRequest(
        @Schema(description = "The id of one event", examples = "msg_2f0c6a9be2d4375a8e5b1c7d9f0a3b4c") @Nullable
        String delivery,

        @Schema(description = "All that have occurred since", format = "date-time") @Nullable
        Instant since,

        @Schema(enumeration = {"dead", "delivered", "all"}) @Nullable
        String state) {}
