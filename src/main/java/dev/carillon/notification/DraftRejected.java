package dev.carillon.notification;

/**
 * The database refused what stands in one of the drafts, so nothing of the transaction was written. The same drafts fail
 * again, however often they are repeated; each alone shows which one is at fault.
 */
public final class DraftRejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DraftRejected(Throwable cause) {
        super("The database cannot store this notification.", cause);
    }
}
