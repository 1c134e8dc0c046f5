package dev.carillon.socket;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;

/**
 * Distinguishes a peer that has vanished from one that reads slowly, by the kernel's state of the connection ({@code
 * TCP_INFO}). TCP_USER_TIMEOUT does not: it also ends a connection whose peer is alive and has closed its window. Such
 * a client is the stall timeout's matter.
 */
final class UnackedTimeout {

    // One for each event loop: the kernel's answer takes more memory than a client.
    private static final FastThreadLocal<EpollTcpInfo> INFO = new FastThreadLocal<>() {
        @Override
        protected EpollTcpInfo initialValue() {
            return new EpollTcpInfo();
        }
    };

    private UnackedTimeout() {}

    /** On the channel's event loop. False if the kernel cannot be asked. */
    static boolean lasts(Channel channel, Duration limit) {
        if (!(channel instanceof EpollSocketChannel socket) || !channel.isActive()) {
            return false;
        }
        // A closed window holds bytes back instead of sending them: nothing is unacknowledged then.
        EpollTcpInfo info = socket.tcpInfo(INFO.get());
        return info.unacked() > 0 && info.lastAckRecv() >= limit.toMillis();
    }

    /** On the channel's event loop. Probes of a closed window do not count: they are not data. */
    static boolean hasSentWithin(Channel channel, Duration time) {
        if (!(channel instanceof EpollSocketChannel socket) || !channel.isActive()) {
            return false;
        }
        return socket.tcpInfo(INFO.get()).lastDataSent() < time.toMillis();
    }
}
