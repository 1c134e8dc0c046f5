package dev.carillon.handover;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The hand-over of one notification, for support.
 *
 * @param rule the first whose types match, as the rules are now; absent if there is none, or the notification has
 *     a hand-over of its own
 * @param says the meaning of both for this notification, in words
 * @param endpoints all of the organization
 */
@Schema(
        name = "HandoverReport",
        requiredProperties = {"says", "endpoints"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HandoverReport(@Nullable HandoverRule rule, String says, List<EndpointReport> endpoints) {

    public HandoverReport {
        endpoints = List.copyOf(endpoints);
    }
}
