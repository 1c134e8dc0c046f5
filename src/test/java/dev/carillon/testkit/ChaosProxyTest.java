package dev.carillon.testkit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.ChaosProxy.Direction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChaosProxyTest {
    private final EchoServer echo = new EchoServer(0);
    private final ChaosProxy proxy = ChaosProxy.to("127.0.0.1", echo.port());

    @AfterEach
    void closeEverything() {
        int port = proxy.port();
        proxy.close();
        echo.close();
        assertTrue(
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("chaos-proxy-" + port)),
                "the thread is still there");
    }

    @Test
    void bytesPassAndAreCounted() throws IOException {
        // Given
        byte[] sent = "x".repeat(300_000).getBytes();

        // When
        try (Socket socket = connect()) {
            Thread writer = new Thread(() -> write(socket, sent));
            writer.start();
            byte[] received = socket.getInputStream().readNBytes(sent.length);

            // Then
            assertEquals(sent.length, received.length);
            assertEquals(sent.length, proxy.bytesForwarded(Direction.TO_TARGET));
            // A byte is counted when it has been handed on, which may be after it was read.
            await().until(() -> proxy.bytesForwarded(Direction.FROM_TARGET) == sent.length);
            assertEquals(1, proxy.connectionsOpen());
            socket.shutdownOutput();
            assertEquals(-1, socket.getInputStream().read(), "the end passes as well, each way by itself");
        }
        await().until(() -> proxy.connectionsOpen() == 0);
        assertEquals(1, proxy.connectionsAccepted());
    }

    @Test
    void delayIsFeltEachWay() throws IOException {
        // Given
        try (Socket socket = connect()) {
            roundTrip(socket, 1);
            proxy.delay(Duration.ofMillis(100));

            // When
            long delayed = roundTrip(socket, 2);

            // Then
            assertTrue(delayed >= 200, "with delay: " + delayed + " ms");
        }
    }

    @Test
    void delayHoldsTheFirstByteUntilItIsOverAndNoLaterOnes() throws IOException {
        // Given
        proxy.delay(Duration.ofHours(1));
        try (Socket held = connect()) {
            write(held, new byte[] {1});
            await().until(() -> echo.connections() == 1);
            held.setSoTimeout(200);
            assertThrows(
                    SocketTimeoutException.class, () -> held.getInputStream().read());

            // When
            proxy.pass();

            // Then
            try (Socket socket = connect()) {
                roundTrip(socket, 2);
            }
            assertEquals(0, held.getInputStream().available());
        }
    }

    @Test
    void bandwidthIsSharedAndLimited() throws IOException {
        // Given
        proxy.bandwidth(100_000);
        try (Socket socket = connect()) {
            long before = System.nanoTime();

            // When
            write(socket, new byte[50_000]);
            socket.getInputStream().readNBytes(50_000);
            double seconds = (System.nanoTime() - before) / 1e9;

            // Then
            assertTrue(seconds > 0.4, "50 kB at 100 kB/s took " + seconds + " s");
        }
    }

    @Test
    void aBlackHoleKeepsConnectionsOpenAndGivesEverythingBackWhenHealed() throws IOException {
        // Given
        try (Socket old = connect()) {
            roundTrip(old, 1);
            proxy.blackHole();
            old.setSoTimeout(200);
            write(old, new byte[] {2});
            assertThrows(
                    SocketTimeoutException.class, () -> old.getInputStream().read());

            // When
            try (Socket duringBlackHole = connect()) {
                write(duringBlackHole, new byte[] {3});
                await().during(Duration.ofMillis(100)).until(() -> echo.connections() == 1);
                proxy.heal();

                // Then
                old.setSoTimeout(2_000);
                assertEquals(2, old.getInputStream().read());
                assertEquals(3, duringBlackHole.getInputStream().read());
            }
        }
    }

    @Test
    void aBlackHoleMaySwallowOneDirectionOnly() throws IOException {
        // Given
        try (Socket socket = connect()) {
            roundTrip(socket, 1);
            proxy.blackHole(Direction.FROM_TARGET);

            // When
            write(socket, new byte[] {2});

            // Then
            await().until(() -> echo.received() == 2);
            socket.setSoTimeout(100);
            assertThrows(
                    SocketTimeoutException.class, () -> socket.getInputStream().read());
        }
    }

    @Test
    void aCutResetsBothEnds() throws IOException {
        // Given
        try (Socket socket = connect()) {
            roundTrip(socket, 1);

            // When
            proxy.cutAll();

            // Then
            assertThrows(SocketException.class, () -> socket.getInputStream().read());
            await().until(() -> echo.endings().equals(List.of("Connection reset")));
            assertEquals(0, proxy.connectionsOpen());
        }
    }

    @Test
    void closedPortKeepsWhatIsOpenAndIsOpenedAgain() throws IOException {
        // Given
        try (Socket old = connect()) {
            roundTrip(old, 1);

            // When
            proxy.refuse();

            // Then
            assertThrows(ConnectException.class, this::connect);
            roundTrip(old, 2);
            proxy.accept();
            try (Socket fresh = connect()) {
                roundTrip(fresh, 3);
            }
        }
    }

    @Test
    void newConnectionsFollowTheTarget() throws IOException {
        // Given
        try (EchoServer other = new EchoServer(100);
                Socket old = connect()) {
            roundTrip(old, 1);

            // When
            proxy.retarget("127.0.0.1", other.port());

            // Then
            roundTrip(old, 2);
            try (Socket fresh = connect()) {
                write(fresh, new byte[] {1});
                assertEquals(101, fresh.getInputStream().read());
            }
        }
    }

    @Test
    void aTargetThatIsGoneResetsTheClient() throws IOException {
        // Given
        proxy.retarget("127.0.0.1", ScriptedServer.nobody().getPort());

        // When
        try (Socket socket = connect()) {
            // Then
            assertThrows(SocketException.class, () -> socket.getInputStream().read());
        }
    }

    @Test
    void aSlowReaderPushesBackThroughTheProxy() throws IOException {
        // Given
        AtomicLong sent = new AtomicLong();
        try (Socket socket = connect()) {
            Thread writer = new Thread(() -> {
                while (sent.get() < 64_000_000) {
                    if (!write(socket, new byte[64_000])) {
                        return;
                    }
                    sent.addAndGet(64_000);
                }
            });

            // When
            writer.start();

            // Then
            await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(5)).until(() -> sent.get() < 32_000_000);
            assertTrue(sent.get() > 0);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static long roundTrip(Socket socket, int value) throws IOException {
        long before = System.nanoTime();
        write(socket, new byte[] {(byte) value});
        assertEquals(value, socket.getInputStream().read());
        return (System.nanoTime() - before) / 1_000_000;
    }

    private static boolean write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
