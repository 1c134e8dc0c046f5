package dev.carillon.tenancy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Shares of one pool of connections: delivery and create requests each have connections that nobody else can take. From
 * any thread; blocks.
 *
 * <p>See docs/adr/0031-shares-of-one-connection-pool.md
 */
public final class ConnectionShares {

    /** The work that a connection is for. */
    public enum Share {
        /** Position checks and pages of the log. Delivery rests on them. */
        DELIVERY,
        /** Transactions that append notifications. */
        CREATES,
        /** Everything else: lists, counts, acknowledgements, keys. */
        READS
    }

    // Parts of the pool, at least one connection each.
    private static final int DELIVERY_PART = 8;
    private static final int CREATES_PART = 4;

    private final long waitNanos;
    private final Semaphore exceptDelivery;
    private final Semaphore exceptCreates;
    private final Semaphore reads;

    /**
     * @param connections in the pool; with fewer than 3 the shares cannot be kept apart
     * @param wait longest wait for a connection of a share
     */
    public ConnectionShares(int connections, Duration wait) {
        int delivery = Math.max(1, connections / DELIVERY_PART);
        int creates = Math.max(1, connections / CREATES_PART);
        this.waitNanos = wait.toNanos();
        this.exceptDelivery = new Semaphore(Math.max(1, connections - delivery), true);
        this.exceptCreates = new Semaphore(Math.max(1, connections - creates), true);
        this.reads = new Semaphore(Math.max(1, connections - delivery - creates), true);
    }

    /** Without bounds, for tools and tests that share a pool with nobody. */
    public static ConnectionShares unbounded() {
        return new ConnectionShares(Integer.MAX_VALUE, Duration.ZERO);
    }

    /**
     * Waits for a connection's place.
     *
     * @throws SQLException if there is none in time
     */
    public Place take(Share share) throws SQLException {
        // The narrowest first, so that a waiting read holds no place of the others.
        Semaphore[] needed =
                switch (share) {
                    case DELIVERY -> new Semaphore[] {exceptCreates};
                    case CREATES -> new Semaphore[] {exceptDelivery};
                    case READS -> new Semaphore[] {reads, exceptCreates, exceptDelivery};
                };
        long deadline = System.nanoTime() + waitNanos;
        for (int i = 0; i < needed.length; i++) {
            if (!take(needed[i], deadline)) {
                giveBack(Arrays.copyOf(needed, i));
                throw new SQLException("No connection of this share became free in time: share=" + share);
            }
        }
        return () -> giveBack(needed);
    }

    private static boolean take(Semaphore semaphore, long deadline) {
        try {
            return semaphore.tryAcquire(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void giveBack(Semaphore[] taken) {
        for (Semaphore semaphore : taken) {
            semaphore.release();
        }
    }

    /** How many threads wait for a place. */
    public int waiting() {
        return exceptDelivery.getQueueLength() + exceptCreates.getQueueLength() + reads.getQueueLength();
    }

    /** A connection may be taken from the pool until this is closed. */
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }
}
