package dev.carillon.broadcast;

import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** A room full of live clients whose sockets take everything and cost nothing: the fan-out alone. */
final class FullRoom {

    private static final String EPOCH = "0000abcd";
    private static final byte[] JSON = "{\"message\":\"0123456789\"}".getBytes(StandardCharsets.UTF_8);
    private static final BroadcastConfig CONFIG = SharedServices.config(BroadcastConfig.class, Map.of());

    private final OrganizationLog log = new OrganizationLog(EPOCH, 0, CONFIG, new RecentLogBudget(Long.MAX_VALUE));
    private final AtOnce loop = new AtOnce();
    private final Room room = new Room(channel(), loop, () -> {});
    private final CountingClient[] clients;
    private long head;

    FullRoom(int count) {
        room.start(log, 0);
        clients = new CountingClient[count];
        for (int i = 0; i < count; i++) {
            clients[i] = new CountingClient(loop, "u" + i);
            room.begin(room.add(clients[i], new LastEventId.Absent()));
        }
    }

    /** One notification for everybody. */
    void fanOut() {
        fanOut(1);
    }

    /** So many, of which the room hears at once. */
    void fanOut(int count) {
        for (int i = 0; i < count; i++) {
            head++;
            Frame frame = Frame.of(EPOCH, new ChannelMessage.Entry(head, null, "guard", 0, JSON));
            frame.expectRooms(1);
            log.append(frame, 0);
        }
        room.announce();
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

    private OrganizationChannel channel() {
        BroadcastMetrics metrics = new BroadcastMetrics(new SimpleMeterRegistry(), Clock.systemUTC());
        return new OrganizationChannel(
                "guard",
                loop,
                new ChannelContext(
                        new LocalChannelBus(),
                        // Nothing is read where nobody resumes.
                        null,
                        CONFIG,
                        metrics,
                        new Trail(Clock.systemUTC(), 16),
                        new DeliveryTraces(OpenTelemetry.noop(), "pod"),
                        JointSends.none(),
                        new RecentLogBudget(Long.MAX_VALUE),
                        () -> {},
                        Clock.systemUTC()));
    }

    private record AtOnce() implements Loop {

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException("A live room needs no timer");
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
        public void onSubscribed(Subscription subscription) {}

        @Override
        public boolean isWritable() {
            return true;
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
        public void onConnected(Cursor position, boolean resumed) {}

        @Override
        public void onReset(Cursor position, ResetReason reason) {}

        @Override
        public void disconnect(DisconnectReason reason) {
            endedFor = reason;
        }
    }
}
