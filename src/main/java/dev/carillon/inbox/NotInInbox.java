package dev.carillon.inbox;

/** Nobody sent it to this user, or it is gone: the answer does not tell which, so it does not tell that it exists. */
public final class NotInInbox extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotInInbox() {
        super("There is no such notification in this inbox.");
    }
}
