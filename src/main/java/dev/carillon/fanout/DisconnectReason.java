package dev.carillon.fanout;

import java.util.Locale;

/** Every reason for which a connection ends; one name for log, metric and test. */
public enum DisconnectReason {
    /** The browser, a proxy or the network closed it. */
    CLIENT_CLOSED,
    /** Writing to the socket failed. */
    WRITE_FAILED,
    /** An exception of ours while it was served; the log has it. The client resumes by its cursor. */
    FAILED,
    /** The socket accepted nothing for longer than allowed. The client resumes by its cursor. */
    STALLED,
    /** The peer's kernel has not answered what was sent: it has vanished without a word. */
    UNREACHABLE,
    /** The connection is old enough; reconnecting levels the pods. The client resumes by its cursor. */
    MAX_AGE,
    /** The pod is going away. The client resumes by its cursor elsewhere. */
    DRAIN,
    /** A client that is to acknowledge did not. It resumes behind what it has acknowledged. */
    ACK_TIMEOUT,
    /** The user has opened more streams than allowed, and this was the oldest. */
    TOO_MANY_STREAMS,
    /** The session behind the stream has ended; the next connect is refused. */
    SESSION_EXPIRED,
    /** The user or the credential was shut out; the next connect is refused. */
    REVOKED;

    /** As in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
