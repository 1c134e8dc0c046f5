package dev.carillon.fanout;

import dev.carillon.socket.Loop;
import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketWriter;
import dev.carillon.sse.Cursor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Contains a client's exceptions: an exception ends that client's stream alone, with a reason and a log line. Otherwise
 * it would end the turn of the loop for the whole shard before the position moves, and clients that had the frame
 * already would get it again.
 */
final class SupervisedClient implements Client {

    private static final Logger LOG = Logger.getLogger(SupervisedClient.class);

    private final Client client;

    SupervisedClient(Client client) {
        this.client = client;
    }

    /** Ends the stream for a mistake of ours. */
    void failed(RuntimeException failure) {
        LOG.errorf(
                failure,
                "Stream failed: clientId=%s userId=%s organizationId=%s",
                client.id(),
                client.userId(),
                client.organizationId());
        try {
            client.disconnect(DisconnectReason.FAILED);
        } catch (RuntimeException again) {
            LOG.errorf(again, "Stream could not be ended: clientId=%s", client.id());
        }
    }

    @Override
    public String id() {
        return client.id();
    }

    @Override
    public String userId() {
        return client.userId();
    }

    @Override
    public String organizationId() {
        return client.organizationId();
    }

    @Override
    public String credential() {
        return client.credential();
    }

    @Override
    public Loop loop() {
        return client.loop();
    }

    @Override
    public @Nullable SocketWriter writer() {
        return client.writer();
    }

    /** Matches a filter that the client chose. */
    @Override
    public boolean wants(String type) {
        try {
            return client.wants(type);
        } catch (RuntimeException e) {
            failed(e);
            return false;
        }
    }

    @Override
    public boolean isWritable() {
        return client.isWritable();
    }

    @Override
    public void onSubscribed(Handle handle) {
        try {
            client.onSubscribed(handle);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void write(Frame frame) {
        try {
            client.write(frame);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void write(SharedBytes event) {
        try {
            client.write(event);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void flush() {
        try {
            client.flush();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void send(Frame frame) {
        try {
            client.send(frame);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void onConnected(Cursor position, boolean resumed) {
        try {
            client.onConnected(position, resumed);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void onReset(Cursor position, ResetReason reason) {
        try {
            client.onReset(position, reason);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void disconnect(DisconnectReason reason) {
        try {
            client.disconnect(reason);
        } catch (RuntimeException e) {
            failed(e);
        }
    }
}
