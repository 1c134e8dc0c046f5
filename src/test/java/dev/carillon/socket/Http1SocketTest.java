package dev.carillon.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A socket of the platform's transport, and a peer that reads from it, or does not. */
class Http1SocketTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int BATCH = 50;

    private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
    private EventLoopGroup group;
    private Socket peer;
    private Channel channel;
    private Http1Socket socket;

    @BeforeEach
    void connect() throws Exception {
        boolean epoll = Epoll.isAvailable();
        group = epoll ? new EpollEventLoopGroup(1) : new NioEventLoopGroup(1);
        Channel server = new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childOption(ChannelOption.SO_SNDBUF, 65_536)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                        accepted.complete(made);
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        peer = new Socket();
        peer.setReceiveBufferSize(65_536);
        peer.connect(server.localAddress() instanceof InetSocketAddress address ? address : null);
        channel = accepted.get();
        onLoop(() -> {
            socket = new Http1Socket(channel, Duration.ofSeconds(20));
            channel.pipeline().addLast(socket);
        });
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        group.shutdownGracefully();
    }

    @Test
    void deliveryToAnIdleSocketAllocatesNothing() throws IOException {
        // Given
        SharedBytes frame = frame("0123456789".repeat(30));
        sendAndRead(socket, frame, frame.chunkLength(), 20);

        // When
        long allocated = sendAndRead(socket, frame, frame.chunkLength(), 40);

        // Then: the transport of other systems queues, which takes some objects
        assertThat((double) allocated / (40 * BATCH)).isLessThan(Epoll.isAvailable() ? 8 : 400);
    }

    @Test
    void deliveryOfACompressedStreamAllocatesNothingEither() throws IOException {
        // Given
        SharedBytes frame = frame("0123456789".repeat(300));
        StreamSocket packed = new GzipSocket(socket);
        int length = frame.gzip().chunkLength();
        sendAndRead(packed, frame, length, 20);

        // When
        long allocated = sendAndRead(packed, frame, length, 40);

        // Then
        assertThat((double) allocated / (40 * BATCH)).isLessThan(Epoll.isAvailable() ? 8 : 400);
    }

    /** Otherwise browsers, which all accept gzip, would be sent to one by one. */
    @Test
    void compressedStreamIsWrittenDirectlyToo() {
        // When
        StreamSocket packed = new GzipSocket(socket);

        // Then
        assertThat(packed.writer()).isSameAs(socket.writer());
    }

    @Test
    void bytesThatTheSocketDoesNotTakeFollowInOrder() throws IOException {
        // Given
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        int frames = 400;

        // When
        onLoop(() -> {
            for (int i = 0; i < frames; i++) {
                SharedBytes frame = frame(i + ":" + "x".repeat(2_000));
                expected.writeBytes(ByteBufUtil.getBytes(frame.chunk()));
                socket.send(frame);
            }
        });
        assertThat(socket.isWritable()).isFalse();
        byte[] received = read(expected.size());

        // Then
        assertThat(received).isEqualTo(expected.toByteArray());
        await().until(() -> socket.isWritable());
    }

    @Test
    void nothingIsWrittenOnceTheDescriptorIsClosed() {
        // When
        onLoop(() -> {
            channel.close();
            socket.send(frame("for nobody"));
        });

        // Then
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void endIsTheLastChunkAndTheEndOfTheConnection() throws IOException {
        // When
        onLoop(() -> {
            socket.send(frame("a"));
            socket.end();
        });

        // Then
        assertThat(new String(peer.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("1\r\na\r\n0\r\n\r\n");
    }

    /** Only one of them has stalled: the other is full for as long, and gets bytes all the time. */
    @Test
    void peerThatReadsSlowlyIsToldFromOneThatReadsNothing() throws IOException {
        Assumptions.assumeTrue(Epoll.isAvailable());
        // Given a socket that takes nothing more
        onLoop(() -> {
            while (socket.isWritable()) {
                socket.send(frame("x".repeat(4_000)));
            }
        });
        // When nobody reads
        await().until(() -> !hasSentWithin(Duration.ofMillis(500)));
        // Then it stays so, until somebody reads some of it
        peer.getInputStream().readNBytes(100_000);
        await().pollInterval(Duration.ofMillis(20)).until(() -> hasSentWithin(Duration.ofMillis(500)));
    }

    private boolean hasSentWithin(Duration time) {
        AtomicBoolean sent = new AtomicBoolean();
        onLoop(() -> sent.set(socket.hasSentWithin(time)));
        return sent.get();
    }

    /** Returns the bytes that sending has allocated. A batch fits into the socket. */
    private long sendAndRead(StreamSocket to, SharedBytes frame, int length, int batches) throws IOException {
        long allocated = 0;
        for (int batch = 0; batch < batches; batch++) {
            allocated += sendCounting(to, frame);
            read(length * BATCH);
        }
        return allocated;
    }

    private long sendCounting(StreamSocket to, SharedBytes frame) {
        AtomicLong allocated = new AtomicLong();
        onLoop(() -> {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < BATCH; i++) {
                to.send(frame);
            }
            allocated.set(THREADS.getCurrentThreadAllocatedBytes() - before);
        });
        return allocated.get();
    }

    private byte[] read(int length) throws IOException {
        return peer.getInputStream().readNBytes(length);
    }

    private void onLoop(Runnable task) {
        channel.eventLoop().submit(task).syncUninterruptibly();
    }

    private static SharedBytes frame(String text) {
        return SharedBytes.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
