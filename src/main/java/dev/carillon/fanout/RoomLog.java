package dev.carillon.fanout;

import dev.carillon.socket.Loop;
import java.time.Instant;
import java.util.function.LongConsumer;

/** The organization's channel, as its channel shards see it. Every method is safe on any thread. */
public interface RoomLog {

    /** Waits for pages. */
    interface Reader {

        /** From any thread: the page of {@code of} that holds {@code id} is loaded. */
        void onPage(OrganizationLog of, long id);
    }

    /**
     * Reads the database's head of this organization.
     *
     * @param onHead called on {@code caller} with a head that was read after this call; never, if the epoch is not that of
     *     {@code verified}, because a new log then begins
     */
    void verify(OrganizationLog verified, Loop caller, LongConsumer onHead);

    /** Loads the page that holds {@code id}; the reader hears nothing if {@code from} has been replaced. */
    void load(Reader reader, OrganizationLog from, long id);

    /** The number of the page that an id is on. */
    long pageOf(long id);

    /** One channel shard has written the frame to {@code written} clients. */
    void onFannedOut(Frame frame, int written);

    /** One event loop has flushed the frame to its sockets. */
    void onDelivered(Frame frame);

    Instant now();
}
