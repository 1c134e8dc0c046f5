package dev.carillon.access.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.identity.Sha256;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a token by its {@code jti}, the issuer's own name for it, or else by its signed text. A signature
 * identifies nothing: from one valid signature, anybody can make others of the same text.
 */
public final class TokenDigest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenDigest() {}

    /** Of the token with this {@code jti}. */
    public static String ofJti(String jti) {
        return Sha256.hex(jti);
    }

    /** Of this token, with any signature; empty if it is not a token. */
    public static Optional<String> ofToken(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            return Optional.of(of(claims.path("jti").textValue(), token));
        } catch (IllegalArgumentException | IOException notAToken) {
            return Optional.empty();
        }
    }

    /** @param jti null for a token that has none */
    static String of(@Nullable String jti, String token) {
        return jti == null ? Sha256.hex(token.substring(0, token.lastIndexOf('.'))) : ofJti(jti);
    }
}
