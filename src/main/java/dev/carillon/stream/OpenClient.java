package dev.carillon.stream;

import dev.carillon.fanout.DisconnectReason;
import dev.carillon.socket.Loop;

/** An open stream, as the drain sees it. */
public interface OpenClient {

    /** The loop on which all other methods must be called. */
    Loop loop();

    void disconnect(DisconnectReason reason);
}
