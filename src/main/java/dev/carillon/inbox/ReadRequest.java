package dev.carillon.inbox;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The notifications to mark read: by ids, or everything up to an id. Exactly one is given.
 *
 * @param through the newest id that the user has been shown; later notifications stay unread
 */
@Schema(name = "MarkRead", minProperties = 1, maxProperties = 1)
public record ReadRequest(
        @Size(min = 1, max = ReadRequest.MAX_IDS, message = "must be 1 to 1000 ids")
        List<@NotNull(message = "is missing") Long> ids,

        @Schema(examples = "42") @PositiveOrZero(message = "must not be negative")
        Long through) {

    /** As many as a batch may create. */
    static final int MAX_IDS = 1000;

    /** Clients generated from the API's description begin with empty lists, and send them. */
    public ReadRequest {
        ids = ids == null || ids.isEmpty() ? null : ids;
    }
}
