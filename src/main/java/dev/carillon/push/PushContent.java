package dev.carillon.push;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The text of a notification, as it is when it is pushed. */
record PushContent(
        String type,
        String title,
        String message,
        @Nullable String actionUrl,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable String collapseKey,
        boolean isForAll) {

    /** The notification takes the place of older ones with the same name; null if it stands for itself. */
    @Nullable
    String collapsesAs() {
        // One to everybody replaces none to one user.
        return collapseKey == null || !isForAll ? collapseKey : "organization:" + collapseKey;
    }
}
