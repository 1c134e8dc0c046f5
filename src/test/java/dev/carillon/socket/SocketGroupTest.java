package dev.carillon.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.sse.Cursor;
import dev.carillon.sse.Gzip;
import dev.carillon.sse.GzipEnd;
import dev.carillon.sse.SseText;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntSupplier;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members whose sockets are real, and peers that read from them, or do not. */
class SocketGroupTest {

    private static final int BUFFER = 65_536;
    private static final SharedBytes FRAME = frame("{}");

    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private final List<Socket> peers = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    final IoSubmitSupport ioSubmit = ioSubmit();
    private final SocketGroup sockets = new SocketGroup(ioSubmit);
    // By slot.
    private final List<String> names = new ArrayList<>();
    private EventLoopGroup group;
    private InetSocketAddress address;

    /** None: each socket is written to separately. */
    IoSubmitSupport ioSubmit() {
        return IoSubmitSupport.none();
    }

    @BeforeEach
    void listen() throws InterruptedException {
        assumeTrue(Epoll.isAvailable(), "other transports have no descriptor to write to");
        group = new EpollEventLoopGroup(1);
        address = (InetSocketAddress) new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.SO_SNDBUF, BUFFER)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                        accepted.add(made);
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel()
                .localAddress();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket peer : peers) {
            peer.close();
        }
        if (group != null) {
            group.shutdownGracefully();
        }
    }

    @Test
    void frameForEverybodyIsWrittenDirectlyToIdleClients() throws Exception {
        // Given
        join("direct", connect(), true);
        join("asked", connect(), false);

        // When
        int sent = send(FRAME);

        // Then
        assertThat(sent).isEqualTo(1);
        assertThat(told).containsExactly("asked");
        assertReceived(0, FRAME);
    }

    @Test
    void severalFramesAreOneWrite() throws Exception {
        // Given
        join("direct", connect(), true);
        SharedBytes joined = SharedBytes.joined(List.of(frame("one"), frame("two")));

        // When
        int sent = send(joined);

        // Then
        assertThat(sent).isEqualTo(1);
        assertReceived(0, joined);
        assertThat(StandardCharsets.US_ASCII.decode(joined.payloadMemory()).toString())
                .containsSubsequence("data: one\n\n", "data: two\n\n");
    }

    @Test
    void gzipClientGetsTheFrameCompressedAndOthersPlain() throws Exception {
        // Given
        GzipEnd end = new GzipEnd();
        join("packed", connect(), true, end);
        join("plain", connect(), true);
        join("asked", connect(), false);
        SharedBytes frame = frame("x".repeat(2_000));

        // When
        int sent = send(frame);

        // Then
        assertThat(sent).isEqualTo(2);
        assertThat(told).containsExactly("asked");
        assertReceived(0, frame.gzip());
        assertReceived(1, frame);
        assertThat(end.trailer()).isEqualTo(trailer(frame));
    }

    @Test
    void severalCompressedFramesAreOneWriteWithTheSameTrailer() throws Exception {
        // Given
        GzipEnd end = new GzipEnd();
        join("packed", connect(), true, end);
        SharedBytes one = frame("one".repeat(1_000));
        SharedBytes two = frame("two");
        SharedBytes joined = SharedBytes.joined(List.of(one, two));

        // When
        send(joined);

        // Then
        assertReceived(0, joined.gzip());
        assertThat(ByteBufUtil.getBytes(joined.gzip().payload()))
                .startsWith(ByteBufUtil.getBytes(one.gzip().payload()))
                .endsWith(ByteBufUtil.getBytes(two.gzip().payload()));
        assertThat(end.trailer()).isEqualTo(trailer(one, two));
    }

    @Test
    void filteredClientIsWrittenToDirectlyForItsTypesOnly() throws Exception {
        // Given
        join("all", connect(), true);
        join("wants it", connect(), true).only("test"::equals);
        join("wants another", connect(), true).only("other"::equals);
        GzipEnd end = new GzipEnd();
        join("wants another, packed", connect(), true, end).only("other"::equals);
        SharedBytes other = frame("other");

        // When
        int sent = send(FRAME);
        int sentOther = send(other, "other");

        // Then
        assertThat(sent).isEqualTo(2);
        assertThat(sentOther).isEqualTo(3);
        assertThat(told).isEmpty();
        assertReceived(0, FRAME);
        assertReceived(0, other);
        assertReceived(1, FRAME);
        assertReceived(2, other);
        assertReceived(3, other.gzip());
        assertThat(peers.get(1).getInputStream().available()).isZero();
        assertThat(end.trailer()).isEqualTo(trailer(other));
    }

    @Test
    void filteredMemberIsLeftToTheCallerForSeveralTypes() throws Exception {
        // Given
        join("client", connect(), true).only("test"::equals);
        SharedBytes alike = frame("alike");
        SharedBytes different = frame("different");

        // When
        int sent = send(alike);
        int sentOfDifferent = send(different, null);

        // Then
        assertThat(sent).isEqualTo(1);
        assertThat(sentOfDifferent).isZero();
        assertThat(told).containsExactly("client");
        assertReceived(0, alike);
    }

    @Test
    void bytesOfAnAskedClientAreNotAddedToItsGzipTrailer() throws Exception {
        // Given
        GzipEnd end = new GzipEnd();
        SocketWriter writer = join("packed", connect(), true, end);
        writer.onQueued();

        // When
        int sent = send(FRAME);

        // Then
        assertThat(sent).isZero();
        assertThat(told).containsExactly("packed");
        assertThat(end.trailer()).isEqualTo(trailer());
    }

    @Test
    void memberWithoutAWriterIsLeftToTheCaller() throws Exception {
        // Given
        GzipEnd end = new GzipEnd();
        SocketWriter writer = join("packed", connect(), true, end);
        join("plain", connect(), true);

        // When
        sockets.set(0, null);
        send(FRAME);
        sockets.set(0, writer);
        send(FRAME);

        // Then
        assertThat(told).containsExactly("packed");
        assertReceived(0, FRAME.gzip());
        assertReceived(1, FRAME);
        assertReceived(1, FRAME);
        assertThat(end.trailer()).isEqualTo(trailer(FRAME));
    }

    @Test
    void bytesThatASocketDoesNotTakeFollowInOrder() throws Exception {
        // Given
        join("slow", connect(), true);
        List<SharedBytes> given = new ArrayList<>();

        // When
        while (told.isEmpty()) {
            given.add(frame(given.size() + "x".repeat(10_000)));
            send(given.get(given.size() - 1));
        }

        // Then: the last one was left to the caller, because the rest of the one before waits
        for (SharedBytes frame : given.subList(0, given.size() - 1)) {
            assertReceived(0, frame);
        }
        assertThat(peers.get(0).getInputStream().available()).isZero();
    }

    @Test
    void failedSocketIsClosed() throws Exception {
        // Given
        Channel channel = connect();
        join("gone", channel, true);
        join("other", connect(), true);
        peers.get(0).setSoLinger(true, 0);
        peers.get(0).close();

        // When
        send(FRAME);

        // Then
        channel.closeFuture().sync();
        assertReceived(1, FRAME);
    }

    @Test
    void clientIsAskedWhileItsConnectionHasQueuedBytes() throws Exception {
        // Given
        SocketWriter writer = join("client", connect(), true);
        writer.onQueued();

        // When
        int sent = send(FRAME);

        // Then
        assertThat(sent).isZero();
        assertThat(told).containsExactly("client");
    }

    @Test
    void clientThatFallsBehindDuringTheFanOutIsAskedOnce() throws Exception {
        // Given: queued, as a channel shard does with a client whose socket is full
        join("plain", connect(), true).onQueued();
        join("packed", connect(), true, new GzipEnd()).onQueued();

        // When
        int sent = onLoop(() -> sockets.send(FRAME, "test", slot -> {
            told.add(names.get(slot));
            sockets.set(slot, null);
        }));

        // Then
        assertThat(sent).isZero();
        assertThat(told).containsExactly("plain", "packed");
    }

    @Test
    void nothingIsWrittenToADescriptorThatIsClosed() throws Exception {
        // Given
        Channel channel = connect();
        join("gone", channel, true);
        channel.close().sync();

        // When
        send(FRAME);

        // Then
        assertThat(peers.get(0).getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void movedMemberKeepsItsWriter() throws Exception {
        // Given
        join("first", connect(), false);
        join("second", connect(), true);
        join("third", connect(), true);

        // When
        sockets.remove(0);
        int sent = send(FRAME);

        // Then
        assertThat(sent).isEqualTo(2);
        assertThat(told).isEmpty();
        assertReceived(1, FRAME);
        assertReceived(2, FRAME);
    }

    @Test
    void frameLargerThanTheSendMemoryIsWrittenDirectlyToo() throws Exception {
        // Given
        join("direct", connect(), true);
        SharedBytes large = frame("x".repeat(SendMemory.SIZE));

        // When
        int sent = send(large);

        // Then
        assertThat(sent).isEqualTo(1);
        assertThat(told).isEmpty();
        assertReceived(0, large);
    }

    @Test
    void writeOfAnAskedClientDoesNotReachTheOthers() throws Exception {
        // Given
        join("before", connect(), true);
        SocketWriter asked = join("asked", connect(), false);
        join("after", connect(), true);
        SharedBytes another = frame("for one alone");

        // When
        onLoop(() -> sockets.send(FRAME, "test", slot -> asked.send(another)));

        // Then
        assertReceived(0, FRAME);
        assertReceived(1, another);
        assertReceived(2, FRAME);
    }

    @Test
    void failureOfAnAskedClientTakesNothingFromEarlierOnes() throws Exception {
        // Given
        join("before", connect(), true);
        join("failing", connect(), false);
        SharedBytes next = frame("next");

        // When
        onLoop(() -> {
            try {
                return sockets.send(FRAME, "test", slot -> {
                    throw new IllegalStateException("as planned");
                });
            } catch (IllegalStateException planned) {
                return sockets.send(next, "test", slot -> {});
            }
        });

        // Then
        assertReceived(0, FRAME);
        assertReceived(0, next);
    }

    /** As a channel shard adds a live client, once a first frame has gone through. */
    private SocketWriter join(String name, Channel channel, boolean directly) throws Exception {
        return join(name, channel, directly, null);
    }

    /** @param end of the client's stream, if it is compressed */
    private SocketWriter join(String name, Channel channel, boolean directly, GzipEnd end) throws Exception {
        int slot = names.size();
        names.add(name);
        sockets.add();
        SocketWriter writer = SocketWriter.to(channel);
        if (end != null) {
            writer.compress(end);
        }
        onLoop(() -> writer.send(FRAME));
        assertReceived(peers.size() - 1, FRAME);
        sockets.set(slot, directly ? writer : null);
        return writer;
    }

    private Channel connect() throws Exception {
        Socket peer = new Socket();
        peer.setReceiveBufferSize(BUFFER);
        peer.connect(address);
        peers.add(peer);
        return accepted.take();
    }

    private int send(SharedBytes frame) throws Exception {
        return send(frame, "test");
    }

    private int send(SharedBytes frame, String type) throws Exception {
        return onLoop(() -> sockets.send(frame, type, slot -> told.add(names.get(slot))));
    }

    private void onLoop(Runnable task) throws Exception {
        group.next().submit(task).get();
    }

    private int onLoop(IntSupplier task) throws Exception {
        return group.next().submit(task::getAsInt).get();
    }

    private void assertReceived(int peer, SharedBytes bytes) throws IOException {
        byte[] expected = ByteBufUtil.getBytes(bytes.chunk());
        assertThat(peers.get(peer).getInputStream().readNBytes(expected.length)).isEqualTo(expected);
    }

    /** Of a stream of these frames and nothing else. */
    private static byte[] trailer(SharedBytes... frames) {
        CRC32 checksum = new CRC32();
        int length = 0;
        for (SharedBytes frame : frames) {
            checksum.update(frame.payloadMemory());
            length += frame.length();
        }
        return Gzip.trailer((int) checksum.getValue(), length);
    }

    private static SharedBytes frame(String text) {
        return SharedBytes.of(SseText.event(new Cursor(0xabcd, 1), text.getBytes(StandardCharsets.US_ASCII)));
    }
}
