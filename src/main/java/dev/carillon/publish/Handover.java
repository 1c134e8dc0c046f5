package dev.carillon.publish;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * When a notification is handed over that was not seen, in place of the rules. Exactly one field is given.
 *
 * @param afterSeconds how long it may be unseen, up to {@code carillon.handover.max-after}
 * @param never true: it is not handed over
 */
@Schema(name = "HandoverOfNotification", minProperties = 1, maxProperties = 1)
public record Handover(
        @Schema(examples = "300", minimum = "0") @Nullable Integer afterSeconds,
        @Schema(enumeration = "true") @Nullable Boolean never) {}
