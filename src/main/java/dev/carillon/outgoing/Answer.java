package dev.carillon.outgoing;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a request.
 *
 * @param status of the answer; 0 if there was none
 * @param fault why there was none; null for an answer of any status
 * @param retryAfter how long the server asks to be left alone; null if it does not say
 */
public record Answer(
        int status, @Nullable Fault fault, @Nullable Duration retryAfter, Duration took) {

    /** Why a request got no answer. */
    public enum Fault {
        /** Too many names are being looked up. */
        BUSY,
        /** The name has no address. */
        UNKNOWN_HOST,
        /** It has an address that may not be called. */
        ADDRESS_NOT_ALLOWED,
        NOT_CONNECTED,
        /** The server's certificate is not valid, or it speaks no TLS. */
        TLS,
        TIMEOUT,
        /** The connection ended before there was an answer, or the answer is not HTTP. */
        NO_ANSWER;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the server has accepted the request. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
