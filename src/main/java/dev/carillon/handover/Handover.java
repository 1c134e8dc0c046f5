package dev.carillon.handover;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.notification.OptionalFields;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * When a notification is handed over that was not seen, in place of the rules. Exactly one field is given.
 *
 * @param afterSeconds how long it may be unseen, up to {@code carillon.handover.max-after}
 * @param never true: it is not handed over
 */
@Schema(name = "HandoverOfNotification", minProperties = 1, maxProperties = 1)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Handover(
        @Schema(examples = "300", minimum = "0") @Nullable Integer afterSeconds,
        @Schema(enumeration = "true") @Nullable Boolean never) {

    /**
     * As its sender has given it.
     *
     * @param after as the database knows it; null where the rules decide
     */
    public static @Nullable Handover ofNullable(@Nullable Integer after) {
        if (after == null) {
            return null;
        }
        return after == OptionalFields.NEVER_HANDED_OVER ? new Handover(null, true) : new Handover(after, null);
    }
}
