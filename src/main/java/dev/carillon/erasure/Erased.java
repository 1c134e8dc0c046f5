package dev.carillon.erasure;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The result of a request to erase.
 *
 * @param notifications how many of those that the user was sent; recalls and updates count, too
 * @param complete whether nothing is left
 * @param nextAfter the value of {@code after} for the next request; left out if nothing is left
 */
@Schema(
        name = "Erased",
        requiredProperties = {"notifications", "complete"})
public record Erased(
        @Schema(examples = "42") long notifications,
        boolean complete,

        @Schema(examples = "500000") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Long nextAfter) {}
