package dev.carillon.socket;

/** Hands the bytes of one pass to one socket after another, each at once or all together. Owned by an event loop. */
sealed interface BatchWriter permits SendEach, IoSubmitWriter {

    /** Sends to this socket by the end of {@link #submit}. The rest of a partial write is queued on its connection. */
    void add(SocketWriter socket);

    /** Sends what waits. Call it in any case: a socket that was added gets the bytes in no other way. */
    void submit();
}
