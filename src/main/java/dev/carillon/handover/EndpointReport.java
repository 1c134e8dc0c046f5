package dev.carillon.handover;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.carillon.webhook.WebhookDelivery.WebhookAttempt;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The hand-over of one notification to one endpoint.
 *
 * @param host of the endpoint's address
 * @param outcome in a word
 * @param reason why it was not sent, or not yet
 * @param says the same for a reader
 * @param eventId the header {@code webhook-id}; absent if there is no event
 * @param dueAt from when it is or was to be sent
 * @param settledAt when it was accepted, given up or dropped
 * @param lookedAt when its user has looked, if it was dropped for that reason and that is known
 * @param lookedBy the client on which that was
 * @param attempts the newest, the oldest of them first
 */
@Schema(
        name = "EndpointReport",
        requiredProperties = {"webhookId", "host", "outcome", "says", "attempts"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndpointReport(
        @Schema(examples = "5f0c6a9be2d4375a") String webhookId,
        @Schema(examples = "hooks.example.com") String host,
        Outcome outcome,
        @Schema(examples = "seen") @Nullable String reason,

        @Schema(examples = "Seen on client 26-21-1766811521000, 12 s before it was due.")
        String says,

        @Schema(examples = "msg_2f0c6a9be2d4375a8e5b1c7d9f0a3b4c") @Nullable
        String eventId,

        @Schema(format = "date-time") @Nullable String dueAt,
        @Schema(format = "date-time") @Nullable String settledAt,
        @Schema(format = "date-time") @Nullable String lookedAt,
        @Schema(examples = "26-21-1766811521000") @Nullable String lookedBy,
        List<WebhookAttempt> attempts) {

    public EndpointReport {
        attempts = List.copyOf(attempts);
    }

    /** The outcome so far. */
    @Schema(name = "HandoverOutcome")
    public enum Outcome {
        /** The endpoint has accepted it. */
        HANDED_OVER,
        /** Its time has not come, or an attempt follows. */
        WAITS,
        /** All attempts have failed. */
        GIVEN_UP,
        /** It was not sent, and will not be. */
        NOT_HANDED_OVER;

        @JsonValue
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
