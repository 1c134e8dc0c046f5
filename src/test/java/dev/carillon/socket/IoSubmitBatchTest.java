package dev.carillon.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.carillon.fanout.FanOutAllocationTest;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Through real sockets. */
public class IoSubmitBatchTest {

    private static final SharedBytes BYTES = SharedBytes.of("data: something\n\n".getBytes(StandardCharsets.US_ASCII));
    // More than a process may have open.
    static final int NO_SOCKET = 1 << 30;
    private static final int BUFFER = 65_536;
    // Of which all fit into the buffers.
    private static final int SENDS = 1_000;
    private static final IoSubmitBatch.OnPartialWrite NOBODY = (slot, taken) -> {
        throw new IllegalStateException("A socket has taken " + taken);
    };

    private final List<Socket> sockets = new ArrayList<>();
    private final List<java.net.Socket> peers = new ArrayList<>();
    private final Map<Integer, Integer> rests = new TreeMap<>();
    private ServerSocket server;
    private IoSubmitBatch batch;

    public static boolean isAllowed() {
        try {
            IoSubmitBatch.requireAllowed();
            return true;
        } catch (LinkageError | UnsupportedOperationException rejected) {
            return false;
        }
    }

    @BeforeEach
    void open() throws IOException {
        assumeTrue(Epoll.isAvailable() && isAllowed(), "the kernel has no io_submit");
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setReceiveBufferSize(BUFFER);
        batch = new IoSubmitBatch();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        for (java.net.Socket peer : peers) {
            peer.close();
        }
        if (server != null) {
            server.close();
            batch.close();
        }
    }

    @Test
    void everySocketGetsWhatSeveralBatchesBring() throws IOException {
        // Given: enough writes that the ring of their results starts over
        int clients = 3;
        int frames = IoSubmitBatch.BATCH;
        connect(clients);

        // When
        for (int frame = 0; frame < frames; frame++) {
            sendToAll(BYTES);
        }

        // Then
        assertThat(rests).isEmpty();
        String all = BYTES.chunk().toString(StandardCharsets.US_ASCII).repeat(frames);
        for (java.net.Socket peer : peers) {
            assertThat(peer.getInputStream().readNBytes(all.length()))
                    .asString()
                    .isEqualTo(all);
            assertThat(peer.getInputStream().available()).isZero();
        }
    }

    @Test
    void bytesTakenByAFullSocketAreReported() throws IOException {
        // Given
        connect(2);
        SharedBytes large = SharedBytes.of(new byte[SendMemory.SIZE / 2]);

        // When: nobody reads from the first
        int all = 0;
        int taken;
        do {
            sendToAll(large);
            drain(1, large.chunkLength());
            taken = rests.getOrDefault(0, large.chunkLength());
            all += taken;
        } while (taken > 0);

        // Then: the other one has got everything
        assertThat(taken).isEqualTo(SocketWriter.NOTHING);
        assertThat(rests).containsOnlyKeys(0);
        drain(0, all);
        assertThat(peers.get(0).getInputStream().available()).isZero();
    }

    @Test
    void closedSocketFailsAloneAndTheOthersAreSentTo() throws IOException {
        // Given
        connect(2);
        batch.hold(BYTES);

        // When
        batch.add(sockets.get(0).intValue(), 10);
        batch.add(NO_SOCKET, 11);
        batch.add(sockets.get(1).intValue(), 12);
        batch.submit(rests::put);

        // Then
        assertThat(rests).isEqualTo(Map.of(11, SocketWriter.NOTHING));
        assertThat(batch.isBroken()).isFalse();
        drain(0, BYTES.chunkLength());
        drain(1, BYTES.chunkLength());
    }

    @Test
    void resetConnectionFailsAloneOnEveryAttempt() throws IOException {
        // Given
        connect(2);
        peers.get(0).setSoLinger(true, 0);
        peers.get(0).close();

        // When: the second time there is a signal for it too, which would end other processes
        sendToAll(BYTES);
        Map<Integer, Integer> first = Map.copyOf(rests);
        sendToAll(BYTES);

        // Then
        assertThat(first).isEqualTo(Map.of(0, SocketWriter.FAILED));
        assertThat(rests).isEqualTo(Map.of(0, SocketWriter.FAILED));
        drain(1, 2 * BYTES.chunkLength());
    }

    /** A guard, as {@link FanOutAllocationTest} is one for what comes before the socket. */
    @Test
    void sendingLeavesNothingToTheCollector() throws IOException {
        // Given
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        connect(1);
        sendOften();
        drain(0, SENDS * BYTES.chunkLength());

        // When
        long before = threads.getCurrentThreadAllocatedBytes();
        sendOften();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // Then
        assertThat((double) allocated / SENDS).as("bytes per send").isLessThan(16);
    }

    /** A guard: the share of a delivery in a system call. */
    @Test
    void systemCallIsSharedByAWholeBatch() throws IOException {
        // Given
        connect(1);

        // When
        sendOften();

        // Then
        assertThat(batch.calls()).isEqualTo((SENDS + IoSubmitBatch.BATCH - 1) / IoSubmitBatch.BATCH);
    }

    private void sendOften() {
        batch.hold(BYTES);
        int socket = sockets.get(0).intValue();
        for (int i = 0; i < SENDS; i++) {
            batch.add(socket, 0);
            if (batch.isFull()) {
                batch.submit(NOBODY);
            }
        }
        batch.submit(NOBODY);
    }

    @Test
    void pendingBatchHoldsNoOtherBytes() {
        // Given
        batch.hold(BYTES);
        batch.add(NO_SOCKET, 10);

        // When
        boolean held = batch.hold(SharedBytes.of(new byte[1]));

        // Then
        assertThat(held).isFalse();
    }

    @Test
    void everyPartialWriteIsReportedEvenIfOneFails() {
        // Given
        List<Integer> told = new ArrayList<>();
        batch.hold(BYTES);
        batch.add(NO_SOCKET, 10);
        batch.add(NO_SOCKET, 11);

        // When
        assertThatThrownBy(() -> batch.submit((slot, taken) -> {
                    told.add(slot);
                    throw new IllegalStateException("as planned");
                }))
                .hasMessage("as planned");

        // Then
        assertThat(told).containsExactly(10, 11);
    }

    @Test
    void bytesThatAFailingKernelHasNotTakenAreLeftToTheClients() throws Exception {
        // Given: it rejects one after the other
        connect(1);
        batch.hold(BYTES);
        for (int slot = 0; slot < 3; slot++) {
            batch.add(NO_SOCKET, slot);
        }
        batch.add(sockets.get(0).intValue(), 3);

        // When
        batch.submit(rests::put);

        // Then
        assertThat(batch.isBroken()).isTrue();
        assertThat(rests.keySet()).containsExactly(0, 1, 2, 3);
        assertThat(rests.values()).containsOnly(SocketWriter.NOTHING);
        assertThat(peers.get(0).getInputStream().available()).isZero();
    }

    private void connect(int clients) throws IOException {
        for (int i = 0; i < clients; i++) {
            Socket socket = Socket.newSocketStream();
            socket.setSendBufferSize(BUFFER);
            socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            sockets.add(socket);
            peers.add(server.accept());
        }
    }

    private void sendToAll(SharedBytes bytes) {
        rests.clear();
        batch.hold(bytes);
        for (int slot = 0; slot < sockets.size(); slot++) {
            batch.add(sockets.get(slot).intValue(), slot);
        }
        batch.submit(rests::put);
    }

    private void drain(int peer, int bytes) throws IOException {
        assertThat(peers.get(peer).getInputStream().readNBytes(bytes)).hasSize(bytes);
    }
}
