package dev.carillon.identity;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The credential of a caller, without its secret part. */
public sealed interface Credential {

    /** The prefixes of tags. */
    String USER = "user:";

    String SESSION = "session:";
    String TOKEN = "token:";
    String KEY = "key:";

    /** Identifies the credential on the bus and in the database. Nobody can sign in with it. */
    String tag();

    /** When it expires, if it does. */
    default Optional<Instant> expiresAt() {
        return Optional.empty();
    }

    /** The tag that stands for all credentials of a user. */
    static String userTag(String userId) {
        return USER + userId;
    }

    /** The user whom this tag stands for; null if it stands for one credential. */
    static @Nullable String userOf(String tag) {
        return tag.startsWith(USER) ? tag.substring(USER.length()) : null;
    }

    /**
     * An Express session. The cookie's signature covers the id, which is never logged.
     *
     * @param tag computed once, because it is the key of all that is cached for a session
     */
    record Session(String sessionId, String tag) implements Credential {
        public Session(String sessionId) {
            this(sessionId, SESSION + Sha256.hex(sessionId));
        }

        @Override
        public String toString() {
            return "Session[…]";
        }
    }

    /**
     * A signed token.
     *
     * @param digest of the token's {@code jti}, or of its signed part if it has none
     */
    record Token(String digest, Instant expiry) implements Credential {
        public Token {
            Objects.requireNonNull(digest);
            Objects.requireNonNull(expiry);
        }

        @Override
        public String tag() {
            return tag(digest);
        }

        /** The tag of the token with this digest. */
        public static String tag(String digest) {
            return TOKEN + digest;
        }

        @Override
        public Optional<Instant> expiresAt() {
            return Optional.of(expiry);
        }
    }

    /**
     * A backend's API key.
     *
     * @param id its public part
     * @param expiry null for a key that lives until it is revoked
     * @param scopes the actions it permits
     */
    record ApiKey(String id, @Nullable Instant expiry, Set<Scope> scopes) implements Credential {
        public ApiKey {
            Objects.requireNonNull(id);
            scopes = Set.copyOf(scopes);
        }

        /** The key with this id, for naming it. */
        public ApiKey(String id, @Nullable Instant expiry) {
            this(id, expiry, Set.of());
        }

        @Override
        public String tag() {
            return KEY + id;
        }

        @Override
        public Optional<Instant> expiresAt() {
            return Optional.ofNullable(expiry);
        }
    }

    /**
     * A user whom a backend vouches for with its API key. It ends with the key.
     *
     * @param keyId the key's public part
     * @param expiry null for a key that lives until it is revoked
     */
    record Delegated(String keyId, @Nullable Instant expiry) implements Credential {
        public Delegated {
            Objects.requireNonNull(keyId);
        }

        @Override
        public String tag() {
            return KEY + keyId;
        }

        @Override
        public Optional<Instant> expiresAt() {
            return Optional.ofNullable(expiry);
        }
    }
}
