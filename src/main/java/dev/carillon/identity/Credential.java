package dev.carillon.identity;

import java.util.Objects;

/** What a caller has shown, without the secret part of it. */
public sealed interface Credential {

    /** An Express session; the id is what the cookie's signature covers, and is never logged. */
    record Session(String sessionId) implements Credential {
        public Session {
            Objects.requireNonNull(sessionId);
        }

        @Override
        public String toString() {
            return "Session[…]";
        }
    }
}
