package dev.carillon.access.revocation;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * In the body, because addresses are written to logs.
 *
 * @param sessionId as {@code express-session} has it in {@code req.sessionID}
 */
@Schema(name = "RevokeSession")
record SessionToRevoke(
        @Schema(examples = "iJvQzk3yQ1rS8mX0cB6pTnW4uYd2LfGh")
        @NotEmpty(message = "is missing")
        @Size(max = SessionToRevoke.MAX_LENGTH, message = "must not be longer than 512 characters")
        String sessionId) {

    // Longer ids are made neither by express-session nor by an identity provider.
    static final int MAX_LENGTH = 512;

    /** Without the id, which signs somebody in. */
    @Override
    public String toString() {
        return "SessionToRevoke[…]";
    }
}
