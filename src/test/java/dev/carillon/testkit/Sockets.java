package dev.carillon.testkit;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** The two ways of going away. */
final class Sockets {
    private Sockets() {}

    /** In order with a FIN, or abruptly: lingering for no time makes the kernel send a RST and drop what is unsent. */
    static void close(SocketChannel channel, boolean abruptly) {
        try (channel) {
            if (abruptly) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            // The other side was quicker; the socket is gone, as wanted.
        }
    }
}
