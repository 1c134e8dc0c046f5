package dev.carillon.receipt;

import dev.carillon.sse.Cursor;
import dev.carillon.tenancy.OpaqueId;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of an acknowledgement: the client has everything up to a cursor.
 *
 * @param clientId as the {@code connected} message named it
 * @param id the cursor as the event's id line gave it
 */
@Schema(name = "Acknowledge")
public record Acknowledgement(
        @Schema(examples = "26-21-1766811521775042")
        @NotNull(message = "is missing")
        @Pattern(regexp = OpaqueId.CLIENT_FORM, message = "must be the clientId of the connected message")
        String clientId,

        @Schema(examples = "3f9a1c20-42")
        @NotNull(message = "is missing")
        @Pattern(regexp = Cursor.FORM, message = "must be a position such as 3f9a1c20-42")
        String id) {}
