package dev.carillon.stream;

import dev.carillon.fanout.Client;
import dev.carillon.fanout.DisconnectReason;
import dev.carillon.fanout.Frame;
import dev.carillon.fanout.ResetReason;
import dev.carillon.identity.AdmittedCaller;
import dev.carillon.preference.MutedTypes;
import dev.carillon.preference.MutedTypesListener;
import dev.carillon.socket.Loop;
import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketWriter;
import dev.carillon.socket.StreamSocket;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.SseText;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One open stream: a socket, and a cursor through its {@link Client.Handle}. There is no queue: frames that the socket
 * does not take stay in the log. Owned by the connection's event loop.
 */
class StreamClient implements Client, OpenClient, MutedTypesListener {

    // Long after the padding has left, and well within the patience of a page.
    private static final Duration ECHO = Duration.ofSeconds(1);

    // Half of the notifications that a pod keeps in memory by default: a client that has lost its connection then
    // resumes
    // from memory, although only Chromium takes the position of a keep-alive without data.
    private static final int FAR = 500;

    private final String id;
    private final AdmittedCaller admitted;
    private final EventFilter filter;
    private final Loop loop;
    private final StreamSocket socket;
    private final Clock clock;
    private final StreamConfig config;
    private final boolean pingsAsMessage;
    private final int padding;
    private final @Nullable AckWatch acks;
    private final long openedAt;
    private final long maxAgeNanos;
    private InitialSnapshot initialSnapshot;
    private MutedTypes muted;
    // Waits for the client's first message, or for its socket.
    private byte @Nullable [] reload;

    @SuppressWarnings("NullAway.Init") // From onSubscribed, before anything else.
    private Client.Handle subscription;

    private long lastWritableAt;
    private @Nullable DisconnectReason reason;
    private boolean closed;
    private boolean connected;
    // The id of the last position that came with data, as far as it is known: frames are written past this object.
    private long toldId;

    /** @param muted the muted types of its user, until {@link #onMutedTypes} */
    StreamClient(
            String id,
            StreamRequest request,
            MutedTypes muted,
            Loop loop,
            StreamSocket socket,
            Clock clock,
            StreamConfig config) {
        this.id = id;
        this.admitted = request.admitted();
        this.filter = request.filter();
        this.muted = muted;
        this.loop = loop;
        this.socket = socket;
        this.clock = clock;
        this.config = config;
        this.pingsAsMessage = request.pingsAsMessage();
        this.padding = request.padding();
        this.initialSnapshot = request.initialSnapshot();
        this.acks = request.ackRequired() ? new AckWatch() : null;
        this.maxAgeNanos = config.randomMaxAgeNanos();
        this.openedAt = loop.nanoTime();
        this.lastWritableAt = openedAt;
        if (!filter.isEmpty() || !muted.isEmpty()) {
            chooseTypes();
        }
    }

    /** A client that wants everything stays among those that are written to without being asked. */
    private void chooseTypes() {
        if (socket.writer() != null) {
            socket.writer().only(filter.isEmpty() && muted.isEmpty() ? null : this::wants);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String userId() {
        return admitted.caller().userId();
    }

    @Override
    public String organizationId() {
        return admitted.caller().organizationId();
    }

    @Override
    public String credential() {
        return admitted.caller().credential().tag();
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public boolean wants(String type) {
        return filter.passes(type) && (muted.isEmpty() || !muted.isMuted(type));
    }

    /** From now on the stream is as if it had always been so; the page has to load its list again. */
    @Override
    public void onMutedTypes(MutedTypes types, long change, boolean forMany) {
        loop.execute(() -> {
            muted = types;
            chooseTypes();
            reload =
                    StreamMessage.preferences(clock.instant(), change, forMany ? config.reloadSpread() : Duration.ZERO);
            if (tellToReload()) {
                flush();
            }
        });
    }

    private boolean tellToReload() {
        if (reload == null || !connected || closed || reason != null || !isWritable()) {
            return false;
        }
        // A client takes the cursor of any reset for its own.
        Cursor position = subscription.position();
        send(position == null ? SseText.event(reload) : SseText.event(position, reload));
        reload = null;
        return true;
    }

    @Override
    public boolean isWritable() {
        return socket.isWritable();
    }

    @Override
    public void write(Frame frame) {
        onDelivered(frame);
        socket.write(frame.bytes());
    }

    @Override
    public void send(Frame frame) {
        onDelivered(frame);
        socket.send(frame.bytes());
    }

    @Override
    public @Nullable SocketWriter writer() {
        return acks == null ? socket.writer() : null;
    }

    private void onDelivered(Frame frame) {
        // A client that does not know recalls and updates acknowledges notifications only.
        if (acks != null && frame.changes() == 0) {
            acks.onDelivered(frame.id(), loop.nanoTime());
        }
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
        connected = true;
        startFrom(position);
        sendConnected(position, resumed && !initialSnapshot.isPosition());
        if (initialSnapshot.snapshot() != null) {
            send(SseText.event(initialSnapshot.snapshot()));
        }
        // A snapshot is larger than the rest of a client, and is sent only once.
        initialSnapshot = InitialSnapshot.NONE;
        if (padding > 0) {
            send(SseText.padding(padding));
            loop.schedule(ECHO, this::echo);
        }
        tellToReload();
    }

    /** A small message that nothing follows: if it comes in time, so will others. */
    private void echo() {
        if (!closed && reason == null && isWritable()) {
            socket.send(SharedBytes.of(SseText.event(StreamMessage.ping(clock.instant()))));
        }
    }

    void sendConnected(Cursor position, boolean continued) {
        send(SseText.event(
                position,
                StreamMessage.connected(clock.instant(), id, admitted.caller().name(), continued)));
    }

    @Override
    public void onReset(Cursor position, ResetReason why) {
        startFrom(position);
        send(SseText.event(
                position,
                StreamMessage.reset(
                        clock.instant(), why, why == ResetReason.FORKED ? config.reloadSpread() : Duration.ZERO)));
    }

    private void startFrom(Cursor position) {
        toldId = position.id();
        if (acks != null) {
            acks.startFrom(position);
        }
    }

    @Override
    public void disconnect(DisconnectReason why) {
        if (reason != null) {
            return;
        }
        reason = why;
        switch (why) {
            case STALLED, UNREACHABLE, WRITE_FAILED, FAILED -> socket.abort();
            case SESSION_EXPIRED, REVOKED -> endWith(SseText.event(StreamMessage.sessionExpired(clock.instant())));
            case ACK_TIMEOUT -> {
                // Moves the browser's cursor back to the last acknowledgement, so that it resumes there.
                Cursor acknowledged = Objects.requireNonNull(acks).acknowledged();
                endWith(SseText.event(acknowledged, StreamMessage.reconnect(clock.instant(), why.label())));
            }
            case TOO_MANY_STREAMS ->
                endWith(
                        config.crowdedRetry().toMillis(),
                        SseText.event(StreamMessage.reconnect(clock.instant(), why.label())));
            default -> endWith(SseText.event(StreamMessage.reconnect(clock.instant(), why.label())));
        }
    }

    private void endWith(byte[] farewell) {
        endWith(config.randomRetryMillis(), farewell);
    }

    void endWith(long retryMillis, byte[] farewell) {
        send(SseText.retry(retryMillis));
        send(farewell);
        finish();
    }

    /** Sends what was written, and ends the connection at the latest after the time limit. */
    void finish() {
        socket.flush();
        socket.end();
        if (!socket.isClosed()) {
            loop.schedule(config.endTimeout(), () -> {
                if (!closed) {
                    socket.abort();
                }
            });
        }
    }

    @Override
    public void onSubscribed(Client.Handle made) {
        subscription = made;
    }

    /** The socket has drained. */
    void onWritable() {
        lastWritableAt = loop.nanoTime();
        tellToReload();
        subscription.onWritable();
    }

    /** The connection has ended, on either side. */
    void onClosed() {
        closed = true;
    }

    void keepAlive(KeepAliveBytes keepAlive) {
        lastWritableAt = loop.nanoTime();
        Cursor position = subscription.position();
        // The first message is connected. A client that waits for it hears comments only.
        socket.send(keepAlive.at(position, connected && (pingsAsMessage || hasMovedFar(position))));
    }

    private boolean hasMovedFar(@Nullable Cursor position) {
        if (position == null || position.id() - toldId < FAR) {
            return false;
        }
        toldId = position.id();
        return true;
    }

    /** Whether the socket was full for the whole stall timeout and nothing was sent: a slow reader is not stalled. */
    boolean isStalled() {
        return !socket.isWritable()
                && loop.nanoTime() - lastWritableAt >= config.stallTimeout().toNanos()
                && !socket.hasSentWithin(config.stallTimeout());
    }

    boolean isUnreachable() {
        return socket.isUnreachable();
    }

    boolean isTooOld() {
        return loop.nanoTime() - openedAt >= maxAgeNanos;
    }

    AdmittedCaller admitted() {
        return admitted;
    }

    /** Null if the client need not acknowledge. */
    @Nullable
    AckWatch acks() {
        return acks;
    }

    /** Why the stream has ended; the client closed it unless this side did. */
    DisconnectReason reason() {
        return reason == null ? DisconnectReason.CLIENT_CLOSED : reason;
    }

    /** In nanoseconds of the loop's clock. */
    long openedAt() {
        return openedAt;
    }

    StreamSocket socket() {
        return socket;
    }

    /** Where the client stands; null before its first message. */
    @Nullable
    Cursor position() {
        return subscription.position();
    }

    boolean isLive() {
        return subscription.isLive();
    }

    void send(byte[] event) {
        socket.write(SharedBytes.of(event));
    }
}
