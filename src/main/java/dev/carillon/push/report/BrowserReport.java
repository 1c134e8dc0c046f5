package dev.carillon.push.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.handover.EndpointReport.Outcome;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The push of one notification to one browser.
 *
 * @param host of its push service; the rest of the address is a secret
 * @param outcome in a word
 * @param reason why it was not pushed, or not yet, or was taken back
 * @param says the same for a reader
 * @param dueAt from when it is or was to be pushed
 * @param settledAt when it was accepted, given up or dropped
 * @param lookedAt when its user has looked, if it was dropped or taken back for that reason and that is known
 * @param lookedBy the client on which that was
 * @param attempts the newest, the oldest of them first
 */
@Schema(
        name = "BrowserReport",
        requiredProperties = {"subscriptionId", "host", "outcome", "says", "attempts"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BrowserReport(
        @Schema(examples = "5f2b7c9e0d1a4b3c8e6f7a9b0c1d2e3f")
        String subscriptionId,

        @Schema(examples = "fcm.googleapis.com") String host,
        Outcome outcome,
        @Schema(examples = "seen") @Nullable String reason,

        @Schema(examples = "Seen on client 26-21-1766811521000, 12 s before it was due.")
        String says,

        @Schema(format = "date-time") @Nullable String dueAt,
        @Schema(format = "date-time") @Nullable String settledAt,
        @Schema(format = "date-time") @Nullable String lookedAt,
        @Schema(examples = "26-21-1766811521000") @Nullable String lookedBy,
        List<PushAttempt> attempts) {

    public BrowserReport {
        attempts = List.copyOf(attempts);
    }

    /** One request to the push service. */
    @Schema(
            name = "PushAttempt",
            requiredProperties = {"at", "tookMs"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PushAttempt(
            @Schema(format = "date-time") String at,
            @Nullable Integer status,
            @Nullable String reason,
            int tookMs) {}
}
