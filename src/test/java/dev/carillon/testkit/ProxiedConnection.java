package dev.carillon.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** A client's socket, the target's, and the bytes between them. Owned by the thread of its proxy. */
final class ProxiedConnection {
    private static final int SEGMENT_BYTES = 16 * 1024;

    private record Segment(ByteBuffer bytes, long dueAtNanos) {}

    /** One way; {@code from} is asked for more only while less than the bound is held. */
    private final class Pipe {
        private final Deque<Segment> held = new ArrayDeque<>();
        private int heldBytes;
        private boolean sourceEnded;
        private long endDueAt;
        private boolean finished;
        private boolean blockedOnWrite;
        private boolean wantsToRead;

        long pump(long now, SelectionKey from, SelectionKey to, ThrottledFlow flow) throws IOException {
            wantsToRead = false;
            blockedOnWrite = false;
            if (flow.held() || finished) {
                return Long.MAX_VALUE;
            }
            read(now, (SocketChannel) from.channel(), flow);
            return write(now, (SocketChannel) to.channel(), flow);
        }

        private void read(long now, SocketChannel from, ThrottledFlow flow) throws IOException {
            while (!sourceEnded && heldBytes < boundBytes) {
                ByteBuffer buffer = ByteBuffer.allocate(SEGMENT_BYTES);
                int n = from.read(buffer);
                if (n < 0) {
                    sourceEnded = true;
                    endDueAt = now + flow.delayNanos();
                } else if (n == 0) {
                    wantsToRead = true;
                    return;
                } else {
                    held.add(new Segment(buffer.flip(), now + flow.delayNanos()));
                    heldBytes += n;
                }
            }
        }

        private long write(long now, SocketChannel to, ThrottledFlow flow) throws IOException {
            while (!held.isEmpty()) {
                Segment next = held.peek();
                if (next.dueAtNanos > now) {
                    return next.dueAtNanos;
                }
                int allowed = Math.min(flow.allowance(), next.bytes.remaining());
                if (allowed == 0) {
                    return flow.nextAllowanceAt(now);
                }
                int n = to.write(next.bytes.slice(next.bytes.position(), allowed));
                next.bytes.position(next.bytes.position() + n);
                heldBytes -= n;
                flow.passed(n);
                if (n < allowed) {
                    blockedOnWrite = true;
                    return Long.MAX_VALUE;
                }
                if (!next.bytes.hasRemaining()) {
                    held.remove();
                }
            }
            // The written bytes have made room; the selector reports when the source is ready again.
            wantsToRead = !sourceEnded;
            if (sourceEnded && endDueAt > now) {
                return endDueAt;
            }
            if (sourceEnded) {
                to.shutdownOutput();
                finished = true;
            }
            return Long.MAX_VALUE;
        }
    }

    private final Selector selector;
    private final SocketChannel client;
    private final SelectionKey clientKey;
    private final int boundBytes;
    private final Pipe toTarget = new Pipe();
    private final Pipe fromTarget = new Pipe();
    private SocketChannel target;
    private SelectionKey targetKey;
    private boolean ended;

    ProxiedConnection(Selector selector, SocketChannel client, int boundBytes) throws IOException {
        this.selector = selector;
        this.client = client;
        this.boundBytes = boundBytes;
        client.configureBlocking(false);
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        client.setOption(StandardSocketOptions.SO_SNDBUF, boundBytes);
        clientKey = client.register(selector, 0, this);
    }

    boolean ended() {
        return ended;
    }

    /** Moves what may be moved now; answers when to come back, should nothing happen on the sockets before. */
    long pump(long now, InetSocketAddress address, ThrottledFlow toFlow, ThrottledFlow fromFlow) {
        try {
            if (ended || !connected(address, toFlow)) {
                return Long.MAX_VALUE;
            }
            long wakeAt = Math.min(
                    toTarget.pump(now, clientKey, targetKey, toFlow),
                    fromTarget.pump(now, targetKey, clientKey, fromFlow));
            if (toTarget.finished && fromTarget.finished) {
                end(false);
                return Long.MAX_VALUE;
            }
            clientKey.interestOps(interest(toTarget, fromTarget));
            targetKey.interestOps(interest(fromTarget, toTarget));
            return wakeAt;
        } catch (IOException e) {
            // One side was reset or cannot be reached: the other must see the same.
            end(true);
            return Long.MAX_VALUE;
        }
    }

    private boolean connected(InetSocketAddress address, ThrottledFlow toFlow) throws IOException {
        if (target == null) {
            if (toFlow.held()) {
                return false; // In a black hole not even the SYN arrives.
            }
            target = SocketChannel.open();
            target.configureBlocking(false);
            target.setOption(StandardSocketOptions.TCP_NODELAY, true);
            target.setOption(StandardSocketOptions.SO_RCVBUF, boundBytes);
            target.setOption(StandardSocketOptions.SO_SNDBUF, boundBytes);
            targetKey = target.register(selector, SelectionKey.OP_CONNECT, this);
            return target.connect(address);
        }
        return target.isConnected() || target.finishConnect();
    }

    private static int interest(Pipe incoming, Pipe outgoing) {
        return (incoming.wantsToRead ? SelectionKey.OP_READ : 0)
                | (outgoing.blockedOnWrite ? SelectionKey.OP_WRITE : 0);
    }

    void end(boolean abruptly) {
        if (ended) {
            return;
        }
        ended = true;
        Sockets.close(client, abruptly);
        if (target != null) {
            Sockets.close(target, abruptly);
        }
    }
}
