package dev.carillon.access.ticket;

import dev.carillon.tenancy.OpaqueId;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a request for a ticket, which may be left out.
 *
 * @param userId the owner of the stream: required for an API key; a user may only give their own id
 */
@Schema(name = "CreateStreamTicket")
record TicketRequest(
        @Schema(examples = "26") @Pattern(regexp = OpaqueId.FORM, message = "must be 1 to 64 of A-Z a-z 0-9 _ . : @ -")
        String userId) {}
