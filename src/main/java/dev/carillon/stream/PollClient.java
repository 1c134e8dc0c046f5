package dev.carillon.stream;

import dev.carillon.fanout.Frame;
import dev.carillon.fanout.ResetReason;
import dev.carillon.preference.MutedTypes;
import dev.carillon.socket.Loop;
import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketWriter;
import dev.carillon.socket.StreamSocket;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One waiting poll: a client whose socket takes one answer. It is answered with everything that one turn of the loop
 * brings, or empty when its time is up. A client without a cursor is answered at once, because only the answer tells it
 * its cursor: until then it would miss what comes between two polls.
 */
final class PollClient extends StreamClient {

    // A page of the log that is being loaded when the time is up is worth a moment. Otherwise wait=0 would always find
    // nothing in the database.
    private static final Duration LOADING = Duration.ofMillis(50);
    private static final Duration LOADING_MAX = Duration.ofSeconds(2);

    private final StreamForm form;
    private final Clock clock;
    private final StreamConfig config;
    private final Consumer<StreamClient> onAnswered;
    private final Duration wait;
    private final PollAnswer answer = new PollAnswer();
    private final Timeout timeout = new Timeout(this);
    private @Nullable Cursor reached;
    private boolean resumed;
    private boolean isDue;
    private boolean answered;
    private boolean served;

    /** @param onAnswered takes the client out of everything: it gets nothing more */
    PollClient(
            String id,
            StreamRequest request,
            MutedTypes muted,
            Loop loop,
            StreamSocket socket,
            Clock clock,
            StreamConfig config,
            Consumer<StreamClient> onAnswered) {
        super(id, request, muted, loop, socket, clock, config);
        this.form = request.form();
        this.clock = clock;
        this.config = config;
        this.onAnswered = onAnswered;
        this.wait = request.maxWait();
        this.reached = request.from() instanceof LastEventId.At at ? at.cursor() : null;
        this.resumed = reached != null;
        loop.schedule(wait, timeout);
    }

    @Override
    public boolean isPoll() {
        return true;
    }

    @Override
    public boolean wasServed() {
        return served;
    }

    boolean isAnswered() {
        return answered;
    }

    /** False once the answer is as large as may be: the rest is for the next poll. */
    @Override
    public boolean isWritable() {
        return !answered && answer.bytes() < config.writeBufferHigh() && super.isWritable();
    }

    @Override
    public @Nullable SocketWriter writer() {
        return null;
    }

    @Override
    public void write(Frame frame) {
        write(frame.bytes());
        reached = frame.cursor();
    }

    @Override
    public void send(Frame frame) {
        write(frame);
        flush();
    }

    @Override
    public void write(SharedBytes event) {
        answer.add(event.payloadMemory());
    }

    @Override
    void send(byte[] event) {
        write(SharedBytes.of(event));
    }

    @Override
    void sendConnected(Cursor position, boolean continued) {
        reached = position;
        resumed = continued;
        isDue = !continued;
    }

    @Override
    public void onReset(Cursor position, ResetReason why) {
        super.onReset(position, why);
        reached = position;
    }

    @Override
    public void flush() {
        if (!answered && (isDue || !answer.isEmpty())) {
            answer(0);
        }
    }

    /** A poll is over before a proxy takes it for idle. */
    @Override
    void keepAlive(KeepAliveBytes keepAlive) {}

    @Override
    void endWith(long retryMillis, byte[] farewell) {
        if (!answered) {
            send(farewell);
            answer(retryMillis);
        }
    }

    @Override
    void onClosed() {
        super.onClosed();
        timeout.cancel();
    }

    private void onTimeout() {
        if (answered) {
            return;
        }
        boolean mayBeLoading =
                loop().nanoTime() - openedAt() < wait.plus(LOADING_MAX).toNanos();
        if (!isLive() && mayBeLoading) {
            loop().schedule(LOADING, timeout);
        } else {
            answer(0);
        }
    }

    private void answer(long retryMillis) {
        answered = true;
        served = !answer.isEmpty();
        timeout.cancel();
        socket().write(SharedBytes.of(answer.body(form, head(retryMillis))));
        finish();
        onAnswered.accept(this);
    }

    private PollAnswer.Head head(long retryMillis) {
        Map<String, Object> names = new LinkedHashMap<>();
        names.put("clientId", id());
        names.put("caller", admitted().caller().name());
        names.put("resumed", resumed);
        Cursor at = cursor();
        return new PollAnswer.Head(clock.instant(), at == null ? null : at.toString(), names, retryMillis);
    }

    /**
     * The last notification of the answer, or a later one that was not for this client. While a notification is sent to many
     * clients, their common position is still before it.
     */
    private @Nullable Cursor cursor() {
        Cursor position = position();
        return position != null && (reached == null || position.id() > reached.id()) ? position : reached;
    }

    /** Lets go of a client that is answered early; the loop keeps the task itself until its time comes. */
    private static final class Timeout implements Runnable {

        private @Nullable PollClient client;

        Timeout(PollClient client) {
            this.client = client;
        }

        void cancel() {
            client = null;
        }

        @Override
        public void run() {
            if (client != null) {
                client.onTimeout();
            }
        }
    }
}
