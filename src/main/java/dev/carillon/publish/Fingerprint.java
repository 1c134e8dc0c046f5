package dev.carillon.publish;

import dev.carillon.notification.Draft;
import dev.carillon.notification.change.ChangeRequest;
import dev.carillon.schedule.ScheduledDraft;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether two requests ask for the same thing, however their bodies are spelled.
 *
 * <p>Each given value enters the digest as its field's number, its length and its bytes. No text can therefore pass for
 * two fields, and a field of a later release changes nothing for requests without it. A field's number is never reused.
 */
public final class Fingerprint {

    // The form above. Another form needs another number, so that a retry across an upgrade is not taken for misuse.
    private static final String FORM = "2:";

    private final MessageDigest digest;

    private Fingerprint(MessageDigest digest) {
        this.digest = digest;
    }

    static String of(List<Draft> drafts) {
        Fingerprint fingerprint = new Fingerprint(sha256());
        drafts.forEach(fingerprint::add);
        return fingerprint.text();
    }

    static String ofScheduled(List<ScheduledDraft> drafts) {
        Fingerprint fingerprint = new Fingerprint(sha256());
        drafts.forEach(scheduled -> {
            fingerprint.add(scheduled.draft());
            fingerprint.add(9, scheduled.deliverAt().toString());
        });
        return fingerprint.text();
    }

    /** @param text null for a recall */
    public static String of(long id, ChangeRequest.@Nullable Text text) {
        Fingerprint fingerprint = new Fingerprint(sha256());
        fingerprint.add(10, Long.toString(id));
        if (text != null) {
            fingerprint.add(3, text.title());
            fingerprint.add(4, text.message());
            fingerprint.add(5, text.actionUrl());
            fingerprint.add(6, text.data());
        }
        return fingerprint.text();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private String text() {
        return FORM + HexFormat.of().formatHex(digest.digest());
    }

    private void add(Draft draft) {
        // Begins each draft, so that the fields of two never run together.
        add(0, "");
        add(1, draft.recipient().nullableUser());
        add(2, draft.type());
        add(3, draft.title());
        add(4, draft.message());
        add(5, draft.actionUrl());
        add(6, draft.extras().data());
        add(
                7,
                draft.extras().expiresAt() == null
                        ? null
                        : draft.extras().expiresAt().toString());
        add(8, draft.extras().collapseKey());
        add(
                11,
                draft.extras().handoverAfter() == null
                        ? null
                        : draft.extras().handoverAfter().toString());
    }

    /** @param value null where nothing was given */
    private void add(int field, @Nullable String value) {
        if (value != null) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(field)
                    .putInt(bytes.length)
                    .flip());
            digest.update(bytes);
        }
    }
}
