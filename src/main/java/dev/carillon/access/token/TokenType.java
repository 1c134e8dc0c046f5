package dev.carillon.access.token;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The purpose of a token ({@code typ}, RFC 8725, 3.11). Providers sign other things with the same keys: a logout token,
 * for example, has the right issuer and audience but grants nothing.
 */
final class TokenType {

    private static final String ANY = "*";
    private static final String MEDIA = "application/";

    private final Set<String> accepted;

    TokenType(Set<String> accepted) {
        this.accepted = accepted.stream().map(TokenType::plain).collect(Collectors.toUnmodifiableSet());
    }

    /** @param type null for a token without one */
    boolean accepts(@Nullable String type) {
        return accepted.contains(ANY) || (type != null && accepted.contains(plain(type)));
    }

    /** RFC 7515, 4.1.9: a media type; "application/" may be left out, and case is ignored. */
    private static String plain(String type) {
        String lower = type.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith(MEDIA) ? lower.substring(MEDIA.length()) : lower;
    }
}
