package dev.carillon.access.token;

import dev.carillon.identity.Sha256;
import java.util.regex.Pattern;

/**
 * What a token is known by once it has been verified: its {@code jti}, the issuer's own name for it, or else its text
 * without the signature. Who has a token signed on an elliptic curve can make a second signature that is valid as well.
 */
final class TokenName {

    private static final Pattern TOKEN = Pattern.compile("eyJ[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*");

    private TokenName() {}

    /** Nobody can sign in with it, nor tell the name from it. */
    static String digest(String jtiOrToken) {
        boolean token = TOKEN.matcher(jtiOrToken).matches();
        return Sha256.hex(token ? jtiOrToken.substring(0, jtiOrToken.lastIndexOf('.')) : jtiOrToken);
    }
}
