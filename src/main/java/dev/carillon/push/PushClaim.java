package dev.carillon.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A message that this pod sends next, and the browser that it holds for that time.
 *
 * @param number of the claim: a later one has a greater number, and this one is void then
 * @param withdraws whether it takes back what an earlier message has shown
 * @param collapses whether the notification has a collapse key
 * @param attempts before this one
 * @param lastStatus of the newest answer; null before the first
 * @param about the id of the notification
 * @param content null for a withdrawal
 */
record PushClaim(
        String organizationId,
        String subscriptionId,
        long number,
        long seq,
        String userId,
        boolean withdraws,
        boolean collapses,
        Duration queuedFor,
        int attempts,
        @Nullable Integer lastStatus,
        Browser browser,
        long about,
        @Nullable PushContent content) {

    /** The status of an answer to a message that the push service finds too large. */
    static final int TOO_LARGE = 413;

    /** Whether the message was found too large before. */
    boolean wasTooLarge() {
        return lastStatus != null && lastStatus == TOO_LARGE;
    }

    /** Where to send it, and how to encrypt it. {@code page} is opened where the notification names nothing of its site. */
    record Browser(String service, String endpoint, byte[] publicKey, byte[] secret, String page) {

        /** Without the address, by which anybody could be reached, and without the keys. */
        @Override
        public String toString() {
            return service;
        }
    }
}
