package dev.carillon.notification;

import org.jspecify.annotations.Nullable;

/**
 * Makes a create request repeatable: the same key of the same caller stands for the same request.
 *
 * @param caller the owner of the key
 * @param fingerprint of the body, so that reuse of a key for another body is noticed; the part before the colon names its
 *     form
 */
public record IdempotencyKey(String caller, String key, String fingerprint) {

    boolean sameKey(@Nullable IdempotencyKey other) {
        return other != null && caller.equals(other.caller) && key.equals(other.key);
    }

    /**
     * Whether both stand for the same body. Fingerprints of two forms come from two releases and cannot be compared. They
     * count as equal, because the retry of a create request across an upgrade must not be rejected.
     */
    public boolean sameBody(String other) {
        return fingerprint.equals(other) || !form(fingerprint).equals(form(other));
    }

    private static String form(String fingerprint) {
        return fingerprint.substring(0, fingerprint.indexOf(':') + 1);
    }
}
