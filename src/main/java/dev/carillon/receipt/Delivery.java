package dev.carillon.receipt;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * One client, and whether it has acknowledged a notification.
 *
 * @param lastAcknowledgedAt when the client last acknowledged anything; null if never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Delivery(
        String clientId, String userId, @JsonIgnore boolean acknowledged, Instant lastAcknowledgedAt) {}
