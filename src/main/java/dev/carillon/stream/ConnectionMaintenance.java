package dev.carillon.stream;

import dev.carillon.access.session.CredentialStatus;
import dev.carillon.fanout.DisconnectReason;
import dev.carillon.receipt.ClientPosition;
import dev.carillon.receipt.ClientPositions;
import dev.carillon.sse.Cursor;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * Checks each connection with every keep-alive: its socket, its age, its caller's credential and its acknowledgements.
 * On the connection's event loop.
 */
@Singleton
class ConnectionMaintenance {

    private final StreamConfig config;
    private final CredentialStatus credentials;
    private final ClientPositions positions;
    private final ExecutorService blocking;

    @Inject
    ConnectionMaintenance(
            StreamConfig config,
            CredentialStatus credentials,
            ClientPositions positions,
            @VirtualThreads ExecutorService blocking) {
        this.config = config;
        this.credentials = credentials;
        this.positions = positions;
        this.blocking = blocking;
    }

    void check(StreamClient client, KeepAliveBytes keepAlive) {
        if (client.isStalled()) {
            client.disconnect(DisconnectReason.STALLED);
            return;
        }
        if (client.isUnreachable()) {
            client.disconnect(DisconnectReason.UNREACHABLE);
            return;
        }
        if (client.isTooOld()) {
            client.disconnect(DisconnectReason.MAX_AGE);
            return;
        }
        if (client.isWritable()) {
            client.keepAlive(keepAlive);
        }
        endWithCredential(client);
        if (client.acks() != null) {
            watch(client, client.acks());
        }
    }

    private void watch(StreamClient client, AckWatch acks) {
        Cursor since = acks.toRegister();
        if (since != null) {
            blocking.execute(() -> register(client, acks, since));
        }
        if (acks.isOverdue(client.loop().nanoTime(), config.ackTimeout().toNanos())) {
            blocking.execute(() -> lookUpAcknowledged(client, acks));
        }
    }

    private void endWithCredential(StreamClient client) {
        credentials.ifEnded(
                client.admitted(),
                () -> client.loop().execute(() -> client.disconnect(DisconnectReason.SESSION_EXPIRED)));
    }

    /** Lists the client as one that must acknowledge before its first acknowledgement. Fails as below. */
    private void register(StreamClient client, AckWatch acks, Cursor since) {
        positions.register(client.organizationId(), client.id(), client.userId(), since);
        client.loop().execute(() -> acks.onRegistered());
    }

    /** Fails only with the database. That is no fault of the client, so the next turn tries again. */
    private void lookUpAcknowledged(StreamClient client, AckWatch acks) {
        Optional<ClientPosition> position = positions.find(client.organizationId(), client.id(), client.userId());
        client.loop().execute(() -> {
            boolean acknowledged = position.isPresent()
                    && acks.onLookedUp(
                            position.get().acknowledged(), client.loop().nanoTime());
            if (!acknowledged) {
                client.disconnect(DisconnectReason.ACK_TIMEOUT);
            }
        });
    }
}
