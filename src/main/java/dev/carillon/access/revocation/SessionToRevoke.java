package dev.carillon.access.revocation;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Sent in the body, because URLs are written to logs.
 *
 * @param sessionId as {@code express-session} has it in {@code req.sessionID}
 */
@Schema(name = "RevokeSession")
record SessionToRevoke(
        @Schema(examples = "iJvQzk3yQ1rS8mX0cB6pTnW4uYd2LfGh")
        @NotEmpty(message = "is missing")
        @Size(max = SessionToRevoke.MAX_LENGTH, message = "must not be longer than 512 characters")
        String sessionId) {

    // Neither express-session nor an identity provider makes longer ids.
    static final int MAX_LENGTH = 512;

    /** Without the id, which signs somebody in. */
    @Override
    public String toString() {
        return "SessionToRevoke[…]";
    }
}
