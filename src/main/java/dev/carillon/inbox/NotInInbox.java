package dev.carillon.inbox;

/**
 * It was not sent to this user, or it is gone. The answer does not tell which, so it does not reveal that it exists.
 */
public final class NotInInbox extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotInInbox() {
        super("There is no such notification in this inbox.");
    }
}
