package dev.carillon.operations;

import dev.carillon.fanout.DisconnectReason;
import dev.carillon.stream.OpenClient;
import dev.carillon.stream.Streams;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Drains the pod on SIGTERM. It becomes unready and rejects new streams with a random {@code retry}. The open streams end
 * evenly over the drain window, and then the pod stops. Closing all at once would bring them to the other pods at once.
 */
@Singleton
public class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Streams streams;
    private final DrainConfig config;
    private volatile boolean draining;

    @Inject
    Drain(Streams streams, DrainConfig config) {
        this.streams = streams;
        this.config = config;
    }

    /** Whether the pod is draining. */
    boolean isDraining() {
        return draining;
    }

    /** Delays the shutdown, on its thread, until the streams have ended or the time is over. */
    void onShutdown(@Observes ShutdownDelayInitiatedEvent event) {
        draining = true;
        streams.rejectNew();
        List<OpenClient> clients = new ArrayList<>(streams.openClients());
        Collections.shuffle(clients);
        LOG.infof("Draining: clients=%d window=%s", clients.size(), config.window());
        long windowNanos = config.window().toNanos();
        for (int i = 0; i < clients.size(); i++) {
            OpenClient client = clients.get(i);
            Duration after = Duration.ofNanos(windowNanos * i / clients.size());
            client.loop().schedule(after, () -> client.disconnect(DisconnectReason.DRAIN));
        }
        // Bounded, because a client that never reads would otherwise keep the pod from stopping.
        long deadline = System.nanoTime() + windowNanos + config.grace().toNanos();
        while ((streams.opening() > 0 || !streams.openClients().isEmpty()) && deadline - System.nanoTime() > 0) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        LOG.infof("Drained: clientsLeft=%d", streams.openClients().size());
    }
}
