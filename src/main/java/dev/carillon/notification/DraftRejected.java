package dev.carillon.notification;

import org.jspecify.annotations.Nullable;

/**
 * The database rejected the content of one draft, so the transaction wrote nothing. A retry of the same drafts fails again;
 * appending each draft alone shows which one is at fault.
 */
public final class DraftRejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DraftRejected(@Nullable Throwable cause) {
        super("The database cannot store this notification.", cause);
    }
}
