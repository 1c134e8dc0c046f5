package dev.carillon.socket;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;

/**
 * Tells a peer that has vanished from one that reads slowly, by what the kernel knows of the connection ({@code
 * TCP_INFO}). TCP_USER_TIMEOUT will not do: it also ends a connection whose peer is alive and has closed its window,
 * which is what the stall time-out is for.
 */
final class UnackedTimeout {

    // One for each event loop: what the kernel tells takes more bytes than a client.
    private static final FastThreadLocal<EpollTcpInfo> INFO = new FastThreadLocal<>() {
        @Override
        protected EpollTcpInfo initialValue() {
            return new EpollTcpInfo();
        }
    };

    private UnackedTimeout() {}

    /** On the channel's event loop. False where the kernel cannot be asked. */
    static boolean lasts(Channel channel, Duration limit) {
        if (!(channel instanceof EpollSocketChannel socket) || !channel.isActive()) {
            return false;
        }
        // A closed window holds bytes back instead of sending them: nothing is unacknowledged then.
        EpollTcpInfo info = socket.tcpInfo(INFO.get());
        return info.unacked() > 0 && info.lastAckRecv() >= limit.toMillis();
    }

    /** On the channel's event loop. A closed window is asked again and again, but that is not data. */
    static boolean hasSentWithin(Channel channel, Duration time) {
        if (!(channel instanceof EpollSocketChannel socket) || !channel.isActive()) {
            return false;
        }
        return socket.tcpInfo(INFO.get()).lastDataSent() < time.toMillis();
    }
}
