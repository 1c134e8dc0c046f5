package dev.carillon.fanout;

import java.util.Locale;

/** Every reason for which a connection ends, with one name in logs, metrics and tests. */
public enum DisconnectReason {
    /** The browser, a proxy or the network closed it. */
    CLIENT_CLOSED,
    /** Writing to the socket failed. */
    WRITE_FAILED,
    /** Our code threw an exception, which the log has. The client resumes by its cursor. */
    FAILED,
    /** The socket accepted nothing for longer than allowed. The client resumes by its cursor. */
    STALLED,
    /** The peer's kernel does not confirm what was sent: the peer has vanished silently. */
    UNREACHABLE,
    /** The connection has reached its maximum age; reconnecting spreads the clients over the pods. The client resumes by its cursor. */
    MAX_AGE,
    /** The pod is about to stop. The client resumes by its cursor elsewhere. */
    DRAIN,
    /** A client that must acknowledge did not do so in time. It resumes after its last acknowledgement. */
    ACK_TIMEOUT,
    /** The user has opened more streams than allowed, and this was the oldest. */
    TOO_MANY_STREAMS,
    /** The session behind the stream has ended; the next connect is rejected. */
    SESSION_EXPIRED,
    /** The user or the credential has lost access; the next connect is rejected. */
    REVOKED;

    /** As in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
