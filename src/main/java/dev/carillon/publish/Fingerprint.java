package dev.carillon.publish;

import dev.carillon.notification.Draft;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Tells whether two creates ask for the same: of what is meant, not of how the body was spelt. */
final class Fingerprint {

    private Fingerprint() {}

    static String of(List<Draft> drafts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            // The text form of a record names every component, so a field that is added later counts by itself.
            for (Draft draft : drafts) {
                digest.update(draft.toString().getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
