package dev.carillon.fanout;

import dev.carillon.socket.Loop;
import dev.carillon.sse.Cursor;
import java.time.Instant;
import java.util.function.Consumer;

/** The organization's channel, as its channel shards see it. Every method is safe on any thread. */
public interface RoomLog {

    /** Waits for pages. */
    interface Reader {

        /** From any thread: the page of {@code of} that holds {@code id} is loaded. */
        void onPage(OrganizationLog of, long id);

        /** From any thread: the page that was asked for by {@link RoomLog#loadForUser}. */
        void onUserPage(OrganizationLog of, String userId, UserPage page);
    }

    /**
     * Asks the database whether a cursor is in the history. However many ask for one cursor, the database is asked once.
     *
     * @param onVerdict called on {@code caller} with what the database said after this call; never, if {@code asked} is
     *     replaced before that, because everybody is then asked about again
     */
    void prove(OrganizationLog asked, Cursor cursor, Loop caller, Consumer<CursorVerdict> onVerdict);

    /**
     * Waits until {@code asked} has everything that was committed before this call, as the database says. A text that was
     * recalled or replaced by then is not shown afterwards.
     *
     * @param onConfirmed called on {@code caller}; never, if {@code asked} is replaced before that
     */
    void confirm(OrganizationLog asked, Loop caller, Runnable onConfirmed);

    /** Two parts of the log do not fit together: either the history has forked, or a page is of another one. */
    void onMismatch(OrganizationLog of);

    /** Loads the page that holds {@code id}; the reader hears nothing if {@code from} has been replaced. */
    void load(Reader reader, OrganizationLog from, long id);

    /** Loads what follows {@code after} for one user; the reader hears nothing if {@code from} has been replaced. */
    void loadForUser(Reader reader, OrganizationLog from, String userId, Cursor after);

    /** After how many pages of the whole log a client reads on by its user's own index. */
    int pagesBeforeUserIndex();

    /** One channel shard has written the frame to {@code written} clients. */
    void onFannedOut(Frame frame, int written);

    /** One event loop has flushed the frame to its sockets. */
    void onDelivered(Frame frame);

    Instant now();
}
