package dev.carillon.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.socket.IoSubmitSupport;
import dev.carillon.socket.SendMemory;
import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketWriter;
import dev.carillon.sse.Gzip;
import dev.carillon.sse.GzipEnd;
import dev.carillon.sse.LastEventId;
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
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntSupplier;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients whose sockets are real, and peers that read from them, or do not. */
class SubscriptionTableTest {

    private static final int BUFFER = 65_536;
    private static final Frame FRAME = frame("test", "{}");

    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private final List<Socket> peers = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    final IoSubmitSupport ioSubmit = ioSubmit();
    private final SubscriptionTable subscriptions = new SubscriptionTable(ioSubmit);
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
        assertThat(told).containsExactly("asked: test");
        assertReceived(0, FRAME);
    }

    @Test
    void severalFramesAreOneWrite() throws Exception {
        // Given
        join("direct", connect(), true);
        Frame joined = Frame.joined(List.of(frame("test", "one"), frame("test", "two")));

        // When
        int sent = send(joined);

        // Then
        assertThat(sent).isEqualTo(1);
        assertReceived(0, joined);
        assertThat(StandardCharsets.US_ASCII
                        .decode(joined.bytes().payloadMemory())
                        .toString())
                .containsSubsequence("data: one\n\n", "data: two\n\n");
    }

    @Test
    void gzipClientGetsTheFrameCompressedAndOthersPlain() throws Exception {
        // Given
        GzipEnd end = new GzipEnd();
        join("packed", connect(), true, end);
        join("plain", connect(), true);
        join("asked", connect(), false);
        Frame frame = frame("test", "x".repeat(2_000));

        // When
        int sent = send(frame);

        // Then
        assertThat(sent).isEqualTo(2);
        assertThat(told).containsExactly("asked: test");
        assertReceived(0, frame.bytes().gzip());
        assertReceived(1, frame);
        assertThat(end.trailer()).isEqualTo(trailer(frame));
    }

    @Test
    void severalCompressedFramesAreOneWriteWithTheSameTrailer() throws Exception {
        // Given
        GzipEnd end = new GzipEnd();
        join("packed", connect(), true, end);
        Frame one = frame("test", "one".repeat(1_000));
        Frame two = frame("test", "two");
        Frame joined = Frame.joined(List.of(one, two));

        // When
        send(joined);

        // Then
        assertReceived(0, joined.bytes().gzip());
        assertThat(ByteBufUtil.getBytes(joined.bytes().gzip().payload()))
                .startsWith(ByteBufUtil.getBytes(one.bytes().gzip().payload()))
                .endsWith(ByteBufUtil.getBytes(two.bytes().gzip().payload()));
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
        Frame other = frame("other", "other");

        // When
        int sent = send(FRAME);
        int sentOther = send(other);

        // Then
        assertThat(sent).isEqualTo(2);
        assertThat(sentOther).isEqualTo(3);
        assertThat(told).isEmpty();
        assertReceived(0, FRAME);
        assertReceived(0, other);
        assertReceived(1, FRAME);
        assertReceived(2, other);
        assertReceived(3, other.bytes().gzip());
        assertThat(peers.get(1).getInputStream().available()).isZero();
        assertThat(end.trailer()).isEqualTo(trailer(other));
    }

    @Test
    void filteredClientIsAskedAboutABatchOfSeveralTypes() throws Exception {
        // Given
        join("client", connect(), true).only("test"::equals);
        Frame alike = Frame.joined(List.of(frame("test", "one"), frame("test", "two")));
        Frame different = Frame.joined(List.of(frame("test", "three"), frame("other", "four")));

        // When
        int sent = send(alike);
        int sentOfDifferent = send(different);

        // Then
        assertThat(sent).isEqualTo(1);
        assertThat(sentOfDifferent).isZero();
        assertThat(told).containsExactly("client: null");
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
        assertThat(told).containsExactly("packed: test");
        assertThat(end.trailer()).isEqualTo(trailer());
    }

    @Test
    void removedSubscriptionLosesItsWriter() throws Exception {
        // Given
        GzipEnd end = new GzipEnd();
        SocketWriter writer = join("packed", connect(), true, end);
        join("plain", connect(), true);

        // When
        subscriptions.takeDirectly(0, null);
        send(FRAME);
        subscriptions.takeDirectly(0, writer);
        send(FRAME);

        // Then
        assertThat(told).containsExactly("packed: test");
        assertReceived(0, FRAME.bytes().gzip());
        assertReceived(1, FRAME);
        assertReceived(1, FRAME);
        assertThat(end.trailer()).isEqualTo(trailer(FRAME));
    }

    @Test
    void partialWriteIsHandedToTheClient() throws Exception {
        // Given
        join("slow", connect(), true);
        Frame frame = frame("test", "x".repeat(10_000));

        // When
        int frames = 0;
        while (told.isEmpty()) {
            send(frame);
            frames++;
        }

        // Then: the part that the socket took and the rest that was handed over are the whole frame
        int rest = Integer.parseInt(told.get(0).substring("slow: rest ".length()));
        int chunk = frame.bytes().chunkLength();
        assertThat(rest).isBetween(1, chunk);
        assertThat(peers.get(0).getInputStream().readNBytes(frames * chunk - rest))
                .hasSize(frames * chunk - rest);
        assertThat(peers.get(0).getInputStream().available()).isZero();
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
        assertThat(told).containsExactly("client: test");
    }

    @Test
    void clientThatFallsBehindDuringTheFanOutIsAskedOnce() throws Exception {
        // Given: queued, as a channel shard does with a client whose socket is full
        join("plain", connect(), true).onQueued();
        join("packed", connect(), true, new GzipEnd()).onQueued();

        // When
        int sent = onLoop(() -> subscriptions.send(FRAME, asked -> {
            told.add(asked.client().userId());
            subscriptions.takeDirectly(asked.slot(), null);
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
        assertThat(told).containsExactly("gone: rest " + FRAME.bytes().chunkLength());
    }

    @Test
    void movedSubscriptionKeepsItsWriter() throws Exception {
        // Given
        Subscription first = subscription("first");
        subscriptions.add(first);
        join("second", connect(), true);
        join("third", connect(), true);

        // When
        subscriptions.remove(first);
        int sent = send(FRAME);

        // Then
        assertThat(sent).isEqualTo(2);
        assertThat(told).isEmpty();
        assertReceived(0, FRAME);
        assertReceived(1, FRAME);
    }

    @Test
    void frameLargerThanTheSendMemoryIsWrittenDirectlyToo() throws Exception {
        // Given
        join("direct", connect(), true);
        Frame large = frame("test", "x".repeat(SendMemory.SIZE));

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
        Frame another = frame("test", "for one alone");

        // When
        onLoop(() -> subscriptions.send(FRAME, client -> asked.write(another.bytes())));

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
        Frame next = frame("test", "next");

        // When
        onLoop(() -> {
            try {
                return subscriptions.send(FRAME, client -> {
                    throw new IllegalStateException("as planned");
                });
            } catch (IllegalStateException planned) {
                return subscriptions.send(next, client -> {});
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
        Subscription subscription = subscription(name);
        subscriptions.add(subscription);
        SocketWriter writer = SocketWriter.to(channel);
        if (end != null) {
            writer.compress(end);
        }
        onLoop(() -> writer.write(FRAME.bytes()));
        assertReceived(peers.size() - 1, FRAME);
        subscriptions.takeDirectly(subscription.slot(), directly ? writer : null);
        return writer;
    }

    private Subscription subscription(String name) {
        Client client = (Client) Proxy.newProxyInstance(
                Client.class.getClassLoader(), new Class<?>[] {Client.class}, (proxy, m, a) -> {
                    if (m.getName().equals("sendRest")) {
                        int sent = (int) a[1];
                        told.add(name + ": rest " + (((Frame) a[0]).bytes().chunkLength() - sent));
                    }
                    return m.getReturnType() == String.class ? name : null;
                });
        return new Subscription(null, client, new LastEventId.Absent(), Instant.EPOCH);
    }

    private Channel connect() throws Exception {
        Socket peer = new Socket();
        peer.setReceiveBufferSize(BUFFER);
        peer.connect(address);
        peers.add(peer);
        return accepted.take();
    }

    private int send(Frame frame) throws Exception {
        return onLoop(
                () -> subscriptions.send(frame, asked -> told.add(asked.client().userId() + ": " + frame.type())));
    }

    private int onLoop(IntSupplier task) throws Exception {
        return group.next().submit(task::getAsInt).get();
    }

    private void assertReceived(int peer, Frame frame) throws IOException {
        assertReceived(peer, frame.bytes());
    }

    private void assertReceived(int peer, SharedBytes bytes) throws IOException {
        byte[] expected = ByteBufUtil.getBytes(bytes.chunk());
        assertThat(peers.get(peer).getInputStream().readNBytes(expected.length)).isEqualTo(expected);
    }

    /** Of a stream of these frames and nothing else. */
    private static byte[] trailer(Frame... frames) {
        CRC32 checksum = new CRC32();
        int length = 0;
        for (Frame frame : frames) {
            checksum.update(frame.bytes().payloadMemory());
            length += frame.bytes().length();
        }
        return Gzip.trailer((int) checksum.getValue(), length);
    }

    private static Frame frame(String type, String text) {
        byte[] json = text.getBytes(StandardCharsets.US_ASCII);
        return Frames.of("0000abcd", 1, null, type, json);
    }
}
