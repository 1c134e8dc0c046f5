package dev.carillon.identity;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What a caller has shown, without the secret part of it. */
public sealed interface Credential {

    /** The beginnings of tags. */
    String USER = "user:";

    String SESSION = "session:";
    String TOKEN = "token:";
    String KEY = "key:";

    /** Names the credential where others can read it: on the bus and in the database. Nobody can sign in with it. */
    String tag();

    /** When it ends by itself, if it says so. */
    default Optional<Instant> expiresAt() {
        return Optional.empty();
    }

    /** Names a user where credentials are named, for what is to end whatever the user has signed in with. */
    static String userTag(String userId) {
        return USER + userId;
    }

    /** The user whom this tag names; null if it names a credential. */
    static String userOf(String tag) {
        return tag.startsWith(USER) ? tag.substring(USER.length()) : null;
    }

    /**
     * An Express session; the id is what the cookie's signature covers, and is never logged.
     *
     * @param tag made once, because all that is remembered of a session is found by it
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
     * @param digest of the token's {@code jti}, or of what is signed of it where it has none
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
     * The key of a backend.
     *
     * @param id the public part of it
     * @param expiry null for a key that lives until it is revoked
     * @param scopes what it may do
     */
    record ApiKey(String id, Instant expiry, Set<Scope> scopes) implements Credential {
        public ApiKey {
            Objects.requireNonNull(id);
            scopes = Set.copyOf(scopes);
        }

        /** The key with this id, for naming it. */
        public ApiKey(String id, Instant expiry) {
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
     * A user whom a backend vouches for with its key; ends with the key.
     *
     * @param keyId the key's public part
     * @param expiry null for a key that lives until it is revoked
     */
    record Delegated(String keyId, Instant expiry) implements Credential {
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
