package dev.carillon.webhook;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A page of an endpoint's events, newest first.
 *
 * @param nextBefore {@code before} of the next page; null on the last one
 */
@Schema(requiredProperties = {"deliveries", "nextBefore"})
record WebhookDeliveries(
        List<WebhookDelivery> deliveries,
        @Schema(nullable = true) @Nullable String nextBefore) {

    WebhookDeliveries {
        deliveries = List.copyOf(deliveries);
    }
}
