package dev.carillon.inbox;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How far the user has seen the inbox.
 *
 * @param through the newest id that has been on a screen; later notifications stay unseen
 */
@Schema(
        name = "MarkSeen",
        requiredProperties = {"through"})
public record SeenRequest(
        @Schema(examples = "42") @NotNull(message = "is missing") @PositiveOrZero(message = "must not be negative")
        Long through) {

    public static final SeenRequest EVERYTHING = new SeenRequest(Long.MAX_VALUE);
}
