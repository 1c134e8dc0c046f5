package dev.carillon.receipt;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The clients that have acknowledged a notification, and those that have not.
 *
 * @param truncated whether there are more clients than are listed
 */
@Schema(requiredProperties = {"id", "acknowledged", "pending", "truncated"})
public record Deliveries(
        @Schema(examples = "42") long id,
        List<Delivery> acknowledged,
        List<Delivery> pending,
        @Schema(examples = "false") boolean truncated) {}
