package dev.carillon.access.revocation;

import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Exactly one of the two, in the body because URLs are written to logs.
 *
 * @param jti the token's id
 * @param token the whole token, for a token without {@code jti}
 */
@Schema(name = "RevokeToken")
record TokenToRevoke(
        @Schema(examples = "6f1c1c1e-0a9e-4c55-8d0f-3f0c5b5a2c11")
        @Size(min = 1, max = SessionToRevoke.MAX_LENGTH, message = "must have 1 to 512 characters")
        String jti,

        @Size(min = 1, max = TokenToRevoke.MAX_TOKEN, message = "must have 1 to 8192 characters")
        String token) {

    // Longer tokens are rejected at sign-in.
    static final int MAX_TOKEN = 8192;

    /** Without the token, which may sign somebody in. */
    @Override
    public String toString() {
        return "TokenToRevoke[…]";
    }
}
