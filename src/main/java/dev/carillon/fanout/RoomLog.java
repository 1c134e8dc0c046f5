package dev.carillon.fanout;

import dev.carillon.socket.Loop;
import java.time.Instant;
import java.util.function.LongConsumer;

/** What a room asks of, and reports to, the organization that its log belongs to. Every method is safe on any thread. */
public interface RoomLog {

    /** Is told that a page has been loaded. */
    interface Reader {

        /** From any thread: the page of {@code of} that holds {@code id} is there. */
        void onPage(OrganizationLog of, long id);
    }

    /**
     * Reads the database's head of this organization.
     *
     * @param onHead called on {@code caller} with the head as of after this call; never, if the history is another than
     *     {@code verified}, since then a new one begins
     */
    void verify(OrganizationLog verified, Loop caller, LongConsumer onHead);

    /** Loads the page that holds {@code id}; the reader is never told if the history of {@code from} is over. */
    void load(Reader reader, OrganizationLog from, long id);

    /** The number of the page that an id is on. */
    long pageOf(long id);

    /** The frame has gone to {@code written} clients of one room. */
    void onFannedOut(Frame frame, int written);

    /** The sockets of one event loop have the frame. */
    void onDelivered(Frame frame);

    Instant now();
}
