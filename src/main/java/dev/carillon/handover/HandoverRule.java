package dev.carillon.handover;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A rule.
 *
 * @param types a type of notifications, with an optional * at its end
 * @param afterSeconds how long one may be unseen until it is handed over; null for never
 * @param media the ways that it is for; null for all. The first rule for a way whose types match decides about it
 * @param organizationWide whether the rule is also for notifications to everybody, which are handed over in any case; null for
 *     false
 */
@Schema(
        name = "HandoverRule",
        requiredProperties = {"types"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HandoverRule(
        @Schema(examples = "payment.*") String types,
        @Schema(examples = "300") @Nullable Integer afterSeconds,
        @Nullable Boolean organizationWide,
        @Schema(examples = "[\"push\"]") @Nullable List<String> media) {

    boolean isFor(HandoverMedium medium) {
        return media == null || media.contains(medium.label());
    }
}
