package dev.carillon.access.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.identity.Sha256;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * What a token is known by. A {@code jti} is the issuer's own name for it. Where there is none it is what was signed, not
 * the signature: of the same text there are other valid ones, which anybody can make from the first.
 */
public final class TokenDigest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenDigest() {}

    /** Of the token with this {@code jti}. */
    public static String ofJti(String jti) {
        return Sha256.hex(jti);
    }

    /** Of this token, whoever has signed it; empty if it is none. */
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
    static String of(String jti, String token) {
        return jti == null ? Sha256.hex(token.substring(0, token.lastIndexOf('.'))) : ofJti(jti);
    }
}
