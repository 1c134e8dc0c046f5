package dev.carillon.identity;

import java.util.Objects;

/** What a caller has shown, without the secret part of it. */
public sealed interface Credential {

    /** Names the credential where others can read it: on the bus and in the database. Nobody can sign in with it. */
    String tag();

    /** An Express session; the id is what the cookie's signature covers, and is never logged. */
    record Session(String sessionId) implements Credential {
        public Session {
            Objects.requireNonNull(sessionId);
        }

        @Override
        public String tag() {
            return "session:" + Sha256.hex(sessionId);
        }

        @Override
        public String toString() {
            return "Session[…]";
        }
    }
}
