package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
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

/** Real sockets, whose numbers a ring is given. */
class SendRingTest {

    private static final SharedBytes BYTES = SharedBytes.of("data: something\n\n".getBytes(StandardCharsets.US_ASCII));
    // Beyond what a process may have open.
    private static final int NO_SOCKET = 1 << 30;
    private static final int BUFFER = 65_536;
    // Of which all fit into the buffers.
    private static final int SENDS = 1_000;
    private static final SendRing.Rest NOBODY = (seat, taken) -> {
        throw new IllegalStateException("A socket has taken " + taken);
    };

    private final List<Socket> sockets = new ArrayList<>();
    private final List<java.net.Socket> peers = new ArrayList<>();
    private final Map<Integer, Integer> rests = new TreeMap<>();
    private ServerSocket server;
    private SendRing ring;

    static boolean isAllowed() {
        try {
            SendRing.requireAllowed();
            return true;
        } catch (LinkageError | UnsupportedOperationException refused) {
            return false;
        }
    }

    @BeforeEach
    void open() throws IOException {
        assumeTrue(Epoll.isAvailable() && isAllowed(), "the kernel gives no io_uring");
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setReceiveBufferSize(BUFFER);
        ring = new SendRing();
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
        }
    }

    @Test
    void everySocketGetsWhatSeveralBatchesBring() throws IOException {
        // Given: batches in a number that is not that of the entries in the ring
        int clients = 3;
        int frames = SendRing.BATCH;
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
    void itIsKnownHowMuchASocketThatBecomesFullHasTaken() throws IOException {
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
        assertThat(taken).isEqualTo(DirectWrite.NOTHING);
        assertThat(rests).containsOnlyKeys(0);
        drain(0, all);
        assertThat(peers.get(0).getInputStream().available()).isZero();
    }

    @Test
    void whoseSocketIsGoneFailsAloneAndTheOthersAreSentTo() throws IOException {
        // Given
        connect(2);
        ring.hold(BYTES);

        // When
        ring.add(sockets.get(0).intValue(), 10);
        ring.add(NO_SOCKET, 11);
        ring.add(sockets.get(1).intValue(), 12);
        ring.submit(rests::put);

        // Then
        assertThat(rests).isEqualTo(Map.of(11, DirectWrite.FAILED));
        assertThat(ring.isBroken()).isFalse();
        drain(0, BYTES.chunkLength());
        drain(1, BYTES.chunkLength());
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

    private void sendOften() {
        ring.hold(BYTES);
        int socket = sockets.get(0).intValue();
        for (int i = 0; i < SENDS; i++) {
            ring.add(socket, 0);
            if (ring.isFull()) {
                ring.submit(NOBODY);
            }
        }
        ring.submit(NOBODY);
    }

    @Test
    void nothingElseIsHeldWhileABatchWaits() {
        // Given
        ring.hold(BYTES);
        ring.add(NO_SOCKET, 10);

        // When
        boolean held = ring.hold(SharedBytes.of(new byte[1]));

        // Then
        assertThat(held).isFalse();
    }

    @Test
    void everybodyIsToldOfHisRestEvenIfOneFails() {
        // Given
        List<Integer> told = new ArrayList<>();
        ring.hold(BYTES);
        ring.add(NO_SOCKET, 10);
        ring.add(NO_SOCKET, 11);

        // When
        assertThatThrownBy(() -> ring.submit((seat, taken) -> {
                    told.add(seat);
                    throw new IllegalStateException("as planned");
                }))
                .hasMessage("as planned");

        // Then
        assertThat(told).containsExactly(10, 11);
    }

    @Test
    void whatARingThatFailsHasNotTakenIsLeftToTheClients() throws Exception {
        // Given: the kernel takes entries from the thread that has made the ring only
        connect(2);
        Thread other = new Thread(() -> sendToAll(BYTES));

        // When
        other.start();
        other.join();

        // Then
        assertThat(ring.isBroken()).isTrue();
        assertThat(rests).isEqualTo(Map.of(0, DirectWrite.NOTHING, 1, DirectWrite.NOTHING));
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
        ring.hold(bytes);
        for (int seat = 0; seat < sockets.size(); seat++) {
            ring.add(sockets.get(seat).intValue(), seat);
        }
        ring.submit(rests::put);
    }

    private void drain(int peer, int bytes) throws IOException {
        assertThat(peers.get(peer).getInputStream().readNBytes(bytes)).hasSize(bytes);
    }
}
