package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A guard: times are unstable, but what a delivery leaves to the collector is a count. */
class FanOutAllocationTest {

    private static final int CLIENTS = 1_000;
    private static final int FRAMES = 200;
    private static final String EPOCH = "0000abcd";
    private static final BroadcastConfig CONFIG = SharedServices.config(BroadcastConfig.class, Map.of());
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final OrganizationLog log = new OrganizationLog(EPOCH, 0, CONFIG);
    private final AtOnce loop = new AtOnce();
    private final Room room = new Room(channel(), loop, () -> {});

    @Test
    void deliveryLeavesNothingToTheCollector() {
        // Given
        room.start(log, 0);
        CountingClient[] clients = new CountingClient[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] = new CountingClient(loop, "u" + i);
            room.add(clients[i], new LastEventId.Absent());
        }
        fanOut(1, FRAMES);

        // When
        long before = THREADS.getCurrentThreadAllocatedBytes();
        fanOut(FRAMES + 1, FRAMES);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        // Then
        assertThat(clients).allMatch(client -> client.sent == 2 * FRAMES);
        assertThat((double) allocated / FRAMES / CLIENTS)
                .as("bytes per delivery, the frame itself included")
                .isLessThan(16);
    }

    private void fanOut(long first, int count) {
        for (long id = first; id < first + count; id++) {
            byte[] json = "{\"message\":\"0123456789\"}".getBytes(StandardCharsets.UTF_8);
            Frame frame = Frame.of(EPOCH, new ChannelMessage.Entry(id, null, "guard", 0, json));
            frame.expectRooms(1);
            log.append(frame);
            room.announce();
        }
    }

    private OrganizationChannel channel() {
        BroadcastMetrics metrics = new BroadcastMetrics(new SimpleMeterRegistry(), Clock.systemUTC());
        return new OrganizationChannel(
                "guard", loop, new ChannelContext(new LocalChannelBus(), null, CONFIG, metrics, Clock.systemUTC()));
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

    private static final class CountingClient implements Client {

        private final Loop loop;
        private final String userId;
        private int sent;

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
        public boolean isWritable() {
            return true;
        }

        @Override
        public void write(Frame frame) {
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
        public void disconnect(DisconnectReason reason) {}
    }
}
