package dev.carillon.notification;

/**
 * Makes a create repeatable: the same key of the same caller stands for the same create.
 *
 * @param caller whose key it is
 * @param fingerprint of the body, so that a key which is used for another body is noticed
 */
public record IdempotencyKey(String caller, String key, String fingerprint) {

    boolean sameKey(IdempotencyKey other) {
        return other != null && caller.equals(other.caller) && key.equals(other.key);
    }
}
