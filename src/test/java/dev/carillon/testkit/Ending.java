package dev.carillon.testkit;

/** Why a stream is over. */
public enum Ending {
    /** The server ended the response or closed the connection in order. */
    SERVER_CLOSED,
    /** The connection broke: reset by the other side, or lost. */
    RESET,
    /** No TCP connection came about. */
    CONNECT_FAILED,
    /** Closed or reset by this side. */
    CLIENT_CLOSED,
    /** The bytes were no HTTP response, or no valid encoding of one. */
    MALFORMED
}
