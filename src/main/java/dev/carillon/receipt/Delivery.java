package dev.carillon.receipt;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One client, and whether it has acknowledged a notification.
 *
 * @param lastAcknowledgedAt when the client last acknowledged anything; null if never
 */
@Schema(requiredProperties = {"clientId", "userId"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Delivery(
        @Schema(examples = "26-21-1766811521775042") String clientId,
        @Schema(examples = "26") String userId,
        @JsonIgnore boolean acknowledged,
        @Schema(examples = "2026-11-23T14:24:21Z") @Nullable Instant lastAcknowledgedAt) {}
