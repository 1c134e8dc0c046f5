package dev.carillon.bench;

import dev.carillon.embedded.Pod;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Streams that read whatever comes and do not look at it, on one thread. */
final class Crowd implements AutoCloseable {

    private final Selector selector;
    private final Thread reader;
    private volatile boolean ended;

    private Crowd(Selector selector) {
        this.selector = selector;
        this.reader = new Thread(this::read, "crowd");
        reader.setDaemon(true);
    }

    /** Opens the same number of streams for each cookie. */
    static Crowd open(Pod pod, List<String> cookies, int each) throws IOException {
        return open(pod, "/api/notifications/stream", cookies, each);
    }

    /** The same number of requests for another path. */
    static Crowd open(Pod pod, String path, List<String> cookies, int each) throws IOException {
        Crowd crowd = new Crowd(Selector.open());
        for (String cookie : cookies) {
            for (int i = 0; i < each; i++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress(Programs.LOOPBACK, pod.httpPort()));
                channel.write(
                        ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: bench\r\nCookie: " + cookie + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII)));
                channel.configureBlocking(false);
                channel.register(crowd.selector, SelectionKey.OP_READ);
            }
        }
        crowd.reader.start();
        return crowd;
    }

    int size() {
        return selector.keys().size();
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(262_144);
        while (!ended) {
            try {
                selector.select(
                        key -> {
                            buffer.clear();
                            try {
                                if (((SocketChannel) key.channel()).read(buffer) < 0) {
                                    key.cancel();
                                }
                            } catch (IOException cutOff) {
                                key.cancel();
                            }
                        },
                        100);
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
