package dev.carillon.stream;

import dev.carillon.broadcast.Client;
import dev.carillon.broadcast.DisconnectReason;
import dev.carillon.broadcast.Frame;
import dev.carillon.broadcast.Loop;
import dev.carillon.broadcast.ResetReason;
import dev.carillon.broadcast.SharedBytes;
import dev.carillon.broadcast.Subscription;
import dev.carillon.identity.Caller;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.SseText;
import java.time.Clock;

/**
 * One open connection: a socket, and through its {@link Subscription} a cursor. There is no queue; what the socket does
 * not take stays in the log. Owned by the connection's event loop.
 */
final class StreamClient implements Client {

    private final String id;
    private final Caller caller;
    private final EventFilter filter;
    private final Loop loop;
    private final StreamSocket socket;
    private final Clock clock;
    private final boolean pingsAsMessage;
    private final Greeting greeting;
    private final long openedAt;
    private Subscription subscription;
    private long lastWritableAt;
    private long lastId;
    private DisconnectReason reason;

    StreamClient(
            String id,
            Caller caller,
            EventFilter filter,
            Loop loop,
            StreamSocket socket,
            Clock clock,
            boolean pingsAsMessage,
            Greeting greeting) {
        this.id = id;
        this.caller = caller;
        this.filter = filter;
        this.loop = loop;
        this.socket = socket;
        this.clock = clock;
        this.pingsAsMessage = pingsAsMessage;
        this.greeting = greeting;
        this.openedAt = loop.nanoTime();
        this.lastWritableAt = openedAt;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String userId() {
        return caller.userId();
    }

    @Override
    public String organizationId() {
        return caller.organizationId();
    }

    @Override
    public String credential() {
        return caller.credential().tag();
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public boolean wants(String type) {
        return filter.passes(type);
    }

    @Override
    public boolean isWritable() {
        return socket.isWritable();
    }

    @Override
    public void write(Frame frame) {
        // The last guard of "never twice, always in order": a mistake above must not reach the client.
        if (frame.id() <= lastId) {
            throw new IllegalStateException("Frame " + frame.id() + " after " + lastId);
        }
        lastId = frame.id();
        socket.write(frame.bytes());
    }

    @Override
    public void write(SharedBytes event) {
        socket.write(event);
    }

    @Override
    public void flush() {
        socket.flush();
    }

    @Override
    public void onConnected(Cursor position, boolean resumed) {
        lastId = position.id();
        boolean continued = resumed && !greeting.beginsWithSnapshot();
        send(SseText.event(position, StreamMessage.connected(clock.instant(), id, continued)));
        if (greeting.snapshot() != null) {
            send(SseText.event(greeting.snapshot()));
        }
    }

    @Override
    public void onReset(Cursor position, ResetReason why) {
        lastId = position.id();
        send(SseText.event(position, StreamMessage.reset(clock.instant(), why)));
    }

    @Override
    public void disconnect(DisconnectReason why) {
        if (reason != null) {
            return;
        }
        reason = why;
        if (why == DisconnectReason.STALLED || why == DisconnectReason.WRITE_FAILED) {
            socket.abort();
        } else {
            socket.end();
        }
    }

    /** Once, before anything else can happen on the loop. */
    void onSubscribed(Subscription made) {
        subscription = made;
    }

    /** The socket has drained. */
    void onWritable() {
        lastWritableAt = loop.nanoTime();
        subscription.onWritable();
    }

    /** Regularly: keeps the connection open, or gives it up. */
    void onTick(KeepAliveBytes keepAlive, StreamConfig config) {
        long now = loop.nanoTime();
        if (socket.isWritable()) {
            lastWritableAt = now;
            socket.write(keepAlive.at(subscription.position(), pingsAsMessage));
            socket.flush();
        } else if (now - lastWritableAt >= config.stallTimeout().toNanos()) {
            disconnect(DisconnectReason.STALLED);
        }
    }

    /** Why the connection has ended; the client's own doing if nobody here decided it. */
    DisconnectReason reason() {
        return reason == null ? DisconnectReason.CLIENT_CLOSED : reason;
    }

    /** By the loop's clock. */
    long openedAt() {
        return openedAt;
    }

    private void send(byte[] event) {
        socket.write(SharedBytes.of(event));
    }
}
