package dev.carillon.receipt;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Which clients have acknowledged a notification and which have not.
 *
 * @param truncated whether there are more clients than were looked at
 */
public record Deliveries(
        @Schema(examples = "42") long id,
        List<Delivery> acknowledged,
        List<Delivery> pending,
        @Schema(examples = "false") boolean truncated) {}
