package dev.carillon.notification;

/**
 * Makes a create repeatable: the same key of the same caller stands for the same create.
 *
 * @param caller whose key it is
 * @param fingerprint of the body, so that a key which is used for another body is noticed; what stands before a colon
 *     names its form
 */
public record IdempotencyKey(String caller, String key, String fingerprint) {

    boolean sameKey(IdempotencyKey other) {
        return other != null && caller.equals(other.caller) && key.equals(other.key);
    }

    /**
     * Whether both stand for the same body. Fingerprints of two forms come from two releases and cannot be compared: the
     * retry of a create across an upgrade must not be refused.
     */
    boolean sameBody(String other) {
        return fingerprint.equals(other) || !form(fingerprint).equals(form(other));
    }

    private static String form(String fingerprint) {
        return fingerprint.substring(0, fingerprint.indexOf(':') + 1);
    }
}
