package dev.carillon.socket;


import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The kernel's cost per client of a notification, with a system call for each and with one for several. A thread on
 * another processor reads all input.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SocketsBenchmark {

    /** A multiple of all that share. */
    private static final int SOCKETS = 1_920;

    private static final int BYTES = 420;
    // Of a chunk of that size.
    private static final int FRAME = 7;
    private static final IoSubmitBatch.OnPartialWrite NOBODY = (socket, taken) -> {
        throw new IllegalStateException("A socket has taken " + taken);
    };

    /** How many sockets are sent to by one system call. */
    @Param({"2", "4", "16", "64"})
    int shared;

    private final Socket[] sockets = new Socket[SOCKETS];
    private final ByteBuffer memory = ByteBuffer.allocateDirect(BYTES);
    private final long address = SendMemory.addressOf(memory);
    private Selector readers;
    private IoSubmitBatch batch;

    @Setup
    public void connect() throws IOException {
        Epoll.ensureAvailability();
        batch = new IoSubmitBatch();
        batch.hold(SharedBytes.of(new byte[BYTES - FRAME]));
        readers = Selector.open();
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            for (int i = 0; i < SOCKETS; i++) {
                sockets[i] = Socket.newSocketStream();
                sockets[i].connect(server.getLocalAddress());
                SocketChannel reader = server.accept();
                reader.configureBlocking(false);
                reader.register(readers, SelectionKey.OP_READ);
            }
        }
        Thread reading = new Thread(this::read, "reader");
        reading.setDaemon(true);
        reading.start();
    }

    private void read() {
        ByteBuffer into = ByteBuffer.allocateDirect(1 << 16);
        try {
            while (readers.isOpen()) {
                readers.select(key -> {
                    try {
                        ((SocketChannel) key.channel()).read(into.clear());
                    } catch (IOException gone) {
                        throw new UncheckedIOException(gone);
                    }
                });
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        readers.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(SOCKETS)
    public void sendToEachByItself() throws IOException {
        for (Socket socket : sockets) {
            if (socket.sendAddress(address, 0, BYTES) < BYTES) {
                NOBODY.of(0, 0);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(SOCKETS)
    public void sendToSeveralAtOnce() {
        for (int first = 0; first < SOCKETS; first += shared) {
            for (int i = first; i < first + shared; i++) {
                batch.add(sockets[i].intValue(), i);
            }
            batch.submit(NOBODY);
        }
    }
}
