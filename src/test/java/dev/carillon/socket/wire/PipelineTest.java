package dev.carillon.socket.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private static final int PER_CONNECTION = 8;
    private static final int PER_POD = 10;

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private final Pipeline.Limits limits = new Pipeline.Limits(PER_CONNECTION, PER_POD, waiting, held::incrementAndGet);
    private final Server server = new Server();
    private final EmbeddedChannel connection = connect(server);

    @Test
    void requestsBeyondTheBoundWaitForAnswersInTheirOrder() {
        // When
        send(connection, 0, 100);
        // Then
        assertThat(server.paths).isEqualTo(paths(PER_CONNECTION));
        assertThat(connection.config().isAutoRead()).isFalse();
        // When
        for (int answered = 0; answered < 100; answered++) {
            assertThat(server.paths.size() - answered).isBetween(1, PER_CONNECTION);
            answer(connection);
        }
        // Then
        assertThat(server.paths).isEqualTo(paths(100));
        assertThat(connection.config().isAutoRead()).isTrue();
        assertThat(waiting).hasValue(0);
        assertThat(held).hasPositiveValue();
    }

    @Test
    void connectionIsReadAgainWhenHalfOfItsRequestsAreAnswered() {
        // Given
        send(connection, 0, PER_CONNECTION + 1);
        // When
        for (int answered = 1; answered < PER_CONNECTION / 2; answered++) {
            answer(connection);
        }
        // Then
        assertThat(connection.config().isAutoRead()).isFalse();
        // When
        answer(connection);
        // Then
        assertThat(connection.config().isAutoRead()).isTrue();
        assertThat(server.paths).hasSize(PER_CONNECTION + 1);
    }

    @Test
    void serverCannotTurnReadingOnMeanwhile() {
        // Given
        send(connection, 0, PER_CONNECTION + 1);
        // When
        connection.config().setAutoRead(true);
        // Then
        assertThat(connection.config().isAutoRead()).isFalse();
    }

    @Test
    void readingThatTheServerHasTurnedOffStaysOff() {
        // Given
        connection.config().setAutoRead(false);
        send(connection, 0, PER_CONNECTION + 1);
        // When
        for (int answered = 0; answered < PER_CONNECTION; answered++) {
            answer(connection);
        }
        // Then
        assertThat(connection.config().isAutoRead()).isFalse();
        assertThat(server.paths).hasSize(PER_CONNECTION + 1);
    }

    @Test
    void bodyOfTheLastRequestIsTaken() {
        // Given
        send(connection, 0, PER_CONNECTION - 1);
        // When
        write(connection, "POST /last HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab");
        write(connection, "c");
        write(connection, head(8));
        // Then
        assertThat(server.bytes).isEqualTo(3);
        assertThat(server.paths).hasSize(PER_CONNECTION);
    }

    @Test
    void connectionsOfAFullPodHaveOneRequestAtATime() {
        // Given
        Server[] others = {new Server(), new Server()};
        EmbeddedChannel[] connections = {connect(others[0]), connect(others[1])};
        // When
        send(connection, 0, 20);
        send(connections[0], 0, 20);
        send(connections[1], 0, 20);
        // Then
        assertThat(waiting).hasValue(PER_POD);
        assertThat(server.paths).hasSize(PER_CONNECTION);
        assertThat(others[0].paths).hasSize(PER_POD - PER_CONNECTION + 2);
        assertThat(others[1].paths).hasSize(1);
        // When
        answer(connections[1]);
        // Then
        assertThat(others[1].paths).hasSize(2);
        // When
        connection.close();
        connections[0].close();
        // Then
        assertThat(waiting).hasValue(0);
        IntStream.range(0, 19).forEach(i -> answer(connections[1]));
        assertThat(others[1].paths).isEqualTo(paths(20));
    }

    @Test
    void boundBelowOneIsRejected() {
        assertThatThrownBy(() -> new Pipeline.Limits(0, 1, waiting, held::incrementAndGet))
                .hasMessageContaining("carillon.connections.max-pipelined");
    }

    private EmbeddedChannel connect(Server server) {
        Pipeline pipeline = new Pipeline(limits);
        LingeringClose.Limits lingering =
                new LingeringClose.Limits(Duration.ofSeconds(1), 1, new SimpleMeterRegistry().counter("cut"));
        return new EmbeddedChannel(
                new StrictDecoder(new HttpServerOptions(), pipeline),
                new Http1RequestGuard(Duration.ofMinutes(1), lingering, pipeline),
                server);
    }

    private static void send(EmbeddedChannel connection, int from, int to) {
        StringBuilder heads = new StringBuilder();
        IntStream.range(from, to).forEach(number -> heads.append(head(number)));
        write(connection, heads.toString());
    }

    private static String head(int number) {
        return "GET /" + number + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static void write(EmbeddedChannel connection, String text) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        connection.writeInbound(bytes);
    }

    private static void answer(EmbeddedChannel connection) {
        connection.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        connection.runPendingTasks();
        connection.releaseOutbound();
    }

    private static List<String> paths(int count) {
        return IntStream.range(0, count).mapToObj(number -> "/" + number).toList();
    }

    private static final class Server extends SimpleChannelInboundHandler<HttpObject> {

        private final List<String> paths = new ArrayList<>();
        private int bytes;

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
            if (message instanceof HttpRequest request) {
                paths.add(request.uri());
            } else if (message instanceof HttpContent content) {
                bytes += content.content().readableBytes();
            }
        }
    }
}
