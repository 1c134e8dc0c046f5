package dev.carillon.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An event for an endpoint, and what came of it.
 *
 * @param id its header {@code webhook-id}, the same at each attempt
 * @param userId null for an event about everybody
 * @param state planned for later, waiting, delivered, dead, or dropped before it was sent
 * @param attempts how many since it was queued, or queued again
 * @param status of the newest answer; absent if there was none
 * @param reason why the newest attempt has failed, or why there is none
 * @param log the newest attempts, the oldest of them first
 */
@Schema(requiredProperties = {"id", "event", "occurredAt", "state", "attempts", "log"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookDelivery(
        @Schema(examples = "msg_2f0c6a9be2d4375a8e5b1c7d9f0a3b4c")
        String id,

        @Schema(examples = "notification.created") String event,
        @Schema(examples = "26") @Nullable String userId,
        @Schema(examples = "42") @Nullable Long notificationId,
        @Schema(format = "date-time") String occurredAt,

        @Schema(enumeration = {"planned", "waiting", "delivered", "dead", "dropped"})
        String state,

        int attempts,
        @Nullable Integer status,
        @Nullable String reason,
        @Schema(format = "date-time") @Nullable String settledAt,
        List<WebhookAttempt> log) {

    public WebhookDelivery {
        log = List.copyOf(log);
    }

    /** One request to the endpoint. */
    @Schema(
            name = "WebhookAttempt",
            requiredProperties = {"at", "tookMs"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WebhookAttempt(
            @Schema(format = "date-time") String at,
            @Nullable Integer status,
            @Nullable String reason,
            int tookMs) {}
}
