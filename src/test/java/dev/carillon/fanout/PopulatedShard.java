package dev.carillon.fanout;

import dev.carillon.insight.LiveStats;
import dev.carillon.socket.IoSubmitSupport;
import dev.carillon.socket.Loop;
import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketGroup;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** A channel shard full of live clients whose sockets take everything and cost nothing: the fan-out alone. */
final class PopulatedShard {

    private static final byte[] JSON = "{\"message\":\"0123456789\"}".getBytes(StandardCharsets.UTF_8);

    private final OrganizationLog log = Frames.log(1_000);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ChannelShard shard;
    private final CountingClient[] clients;
    private long head;

    PopulatedShard(int count) {
        this(count, new AtOnce(), 10_000);
    }

    /** @param loop runs everything from {@link #fanOut} on */
    PopulatedShard(int count, Loop loop, int writesPerTurn) {
        shard = new ChannelShard(
                new NothingToRead(),
                loop,
                new FanOutMetrics(registry, Clock.systemUTC(), new LiveStats()),
                new SocketGroup(IoSubmitSupport.none()),
                writesPerTurn,
                () -> {});
        shard.start(log, Cursor.START);
        clients = new CountingClient[count];
        for (int i = 0; i < count; i++) {
            clients[i] = new CountingClient(loop, "u" + i);
            letIn(clients[i]);
        }
    }

    void letIn(CountingClient client) {
        shard.add(client, new LastEventId.Absent()).begin();
    }

    /** One notification for everybody. */
    void fanOut() {
        fanOut(1);
    }

    /** {@code count} notifications, announced to the channel shard together. */
    void fanOut(int count) {
        for (int i = 0; i < count; i++) {
            append(null);
        }
        shard.announce();
    }

    /**
     * Adds a notification, which the next fan-out sends.
     *
     * @param userId null for everybody
     */
    void append(String userId) {
        head++;
        Frame frame = Frames.of(head, userId, "guard", JSON);
        frame.expectShards(1);
        log.append(frame, 0);
    }

    /** How many turns of the loop have ended with more to write. */
    double turnsEnded() {
        return registry.get("carillon.loop.turns.ended").counter().count();
    }

    CountingClient client(int index) {
        return clients[index];
    }

    /** The least and the most that any client has been sent. */
    int[] sent() {
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (CountingClient client : clients) {
            least = Math.min(least, client.sent);
            most = Math.max(most, client.sent);
        }
        return new int[] {least, most};
    }

    /** Nothing is read, because no client resumes. */
    private record NothingToRead() implements RoomLog {

        @Override
        public void prove(OrganizationLog asked, Cursor cursor, Loop caller, Consumer<CursorVerdict> onVerdict) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void confirm(OrganizationLog asked, Loop caller, Runnable onConfirmed) {
            onConfirmed.run();
        }

        @Override
        public void onMismatch(OrganizationLog of) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void load(Reader reader, OrganizationLog from, long id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void loadForUser(Reader reader, OrganizationLog from, String userId, Cursor after) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int pagesBeforeUserIndex() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onFannedOut(Frame frame, int written) {}

        @Override
        public void onDelivered(Frame frame) {}

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    }

    private record AtOnce() implements Loop {

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException("A shard of live clients needs no timer");
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }

    static final class CountingClient implements Client {

        private final Loop loop;
        private final String userId;
        private int sent;
        private boolean throwsNext;
        private boolean drainsAtOnce;
        private Handle handle;
        private DisconnectReason endedFor;

        CountingClient(Loop loop, String userId) {
            this.loop = loop;
            this.userId = userId;
        }

        @Override
        public String id() {
            return userId;
        }

        @Override
        public String userId() {
            return userId;
        }

        @Override
        public String organizationId() {
            return "guard";
        }

        @Override
        public String credential() {
            return "none";
        }

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public boolean wants(String type) {
            return true;
        }

        @Override
        public void onSubscribed(Handle made) {
            handle = made;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        /** As a socket that tells within a write that it takes more. */
        void drainAtOnce() {
            drainsAtOnce = true;
        }

        void throwOnce() {
            throwsNext = true;
        }

        int sent() {
            return sent;
        }

        /** Null while it is open. */
        DisconnectReason endedFor() {
            return endedFor;
        }

        @Override
        public void write(Frame frame) {
            if (throwsNext) {
                throwsNext = false;
                throw new IllegalStateException("a client's mistake");
            }
            sent++;
        }

        @Override
        public void write(SharedBytes event) {}

        @Override
        public void flush() {}

        @Override
        public void onConnected(Cursor position, boolean resumed) {
            if (drainsAtOnce) {
                handle.onWritable();
            }
        }

        @Override
        public void onReset(Cursor position, ResetReason reason) {}

        @Override
        public void disconnect(DisconnectReason reason) {
            endedFor = reason;
        }
    }
}
