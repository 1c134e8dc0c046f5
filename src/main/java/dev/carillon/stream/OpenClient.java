package dev.carillon.stream;

import dev.carillon.fanout.DisconnectReason;
import dev.carillon.socket.Loop;

/** What the operation of the pod may do with an open stream. */
public interface OpenClient {

    /** The loop that everything else is to be called on. */
    Loop loop();

    void disconnect(DisconnectReason reason);
}
