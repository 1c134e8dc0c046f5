package dev.carillon.socket.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcceptedConnectionsTest {

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger rejected = new AtomicInteger();
    private final NioEventLoopGroup loops = new NioEventLoopGroup(2);
    private int port;

    /** A server that says one letter. */
    @BeforeEach
    void start() throws InterruptedException {
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                // Before it listens: a connection that is accepted earlier would not be counted.
                .handler(new AcceptedConnections(open, 2, rejected::incrementAndGet, ChannelInboundHandlerAdapter::new))
                .childHandler(new Greeter())
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        port = ((InetSocketAddress) server.localAddress()).getPort();
    }

    @AfterEach
    void stop() {
        loops.shutdownGracefully();
    }

    @Test
    void oneConnectionTooManyIsClosedAndItsPlaceIsFreeWhenAnotherEnds() throws IOException {
        try (Socket first = new Socket("127.0.0.1", port);
                Socket second = new Socket("127.0.0.1", port)) {
            assertThat(first.getInputStream().read()).isEqualTo('a');
            assertThat(second.getInputStream().read()).isEqualTo('a');
            // When
            int third = greeting();
            // Then
            assertThat(third).isEqualTo(-1);
            assertThat(rejected).hasValue(1);
            assertThat(open).hasValue(2);
            first.shutdownOutput();
            await().until(() -> open.get() == 1);
            assertThat(greeting()).isEqualTo('a');
        }
        await().until(() -> open.get() == 0);
    }

    private int greeting() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    @ChannelHandler.Sharable
    private static final class Greeter extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(context.alloc().buffer().writeByte('a'));
        }
    }
}
