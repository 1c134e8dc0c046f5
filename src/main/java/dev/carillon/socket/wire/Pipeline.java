package dev.carillon.socket.wire;

import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The pipelined requests of an HTTP/1.1 connection: those that were taken and whose answer the client's network has not.
 * The server queues every request that arrives behind another one, and every answer that a client does not read.
 *
 * <p>The connection's event loop only.
 */
final class Pipeline {

    /**
     * The bounds of a pod.
     *
     * @param perConnection requests of one connection
     * @param perPod requests behind others, of all connections; beyond it a connection has one request at a time
     * @param waiting requests behind others, of all connections
     */
    record Limits(int perConnection, int perPod, AtomicInteger waiting, Runnable onHeld) {

        Limits {
            if (perConnection < 1) {
                throw new IllegalArgumentException("carillon.connections.max-pipelined must be at least 1");
            }
        }
    }

    private final Limits limits;
    private int taken;
    private boolean held;
    private boolean readsAfterwards;
    private boolean over;

    Pipeline(Limits limits) {
        this.limits = limits;
    }

    /** Whether nothing is to be decoded or read now. */
    boolean isHeld() {
        return held;
    }

    void took() {
        if (++taken > 1) {
            limits.waiting().incrementAndGet();
        }
    }

    /** Call before the next request is decoded. */
    void holdIfFull(Channel channel) {
        if (!held && !over && isFull()) {
            held = true;
            limits.onHeld().run();
            readsAfterwards = channel.config().isAutoRead();
            channel.config().setAutoRead(false);
        }
    }

    private boolean isFull() {
        return taken >= limits.perConnection() || (taken > 0 && limits.waiting().get() >= limits.perPod());
    }

    /** The server wants to read, or has made the connection read by itself. Returns whether it may. */
    boolean mayRead(Channel channel) {
        if (held) {
            readsAfterwards = true;
            channel.config().setAutoRead(false);
        }
        return !held;
    }

    /** An answer was sent, or will never be. Returns whether decoding can go on. */
    boolean answered(Channel channel) {
        if (over) {
            return false;
        }
        if (--taken > 0) {
            limits.waiting().decrementAndGet();
        }
        // Half of them at once, otherwise each answer would switch reading on and off.
        boolean goesOn = held && taken <= limits.perConnection() / 2 && !isFull();
        if (goesOn) {
            release(channel);
        }
        return goesOn;
    }

    private void release(Channel channel) {
        held = false;
        if (readsAfterwards) {
            channel.config().setAutoRead(true);
        }
    }

    /** From now on there is no bound: no request takes the bytes that are still read. */
    void end() {
        if (!over) {
            over = true;
            held = false;
            limits.waiting().addAndGet(-Math.max(0, taken - 1));
        }
    }
}
