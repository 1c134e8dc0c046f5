package dev.carillon.broadcast;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bus over Redis pub/sub: channel {@code carillon:org:{<id>}} for each organization; the braces keep a channel on
 * one node of a Redis Cluster.
 *
 * <p>One connection subscribes and another publishes. The subscriber never sends anything that has an answer: pushes
 * would be taken for it. What the connection is subscribed to is our own record ({@code wanted}), replayed on every new
 * connection, since no library does it reliably; the {@link BusProbe} proves that it works.
 *
 * <p>All state is owned by one Vert.x context.
 */
final class RedisChannelBus implements ChannelBus {

    private static final String ORGANIZATION = "carillon:org:{";
    private static final String PROBE = "carillon:probe:{";

    // One SUBSCRIBE for many channels saves round trips; without a bound it would be one argument list of megabytes.
    private static final int SUBSCRIBE_BATCH = 512;

    private final BusConfig config;
    private final BroadcastMetrics metrics;
    private final Context context;
    private final RedisLink subscriber;
    private final RedisLink publisher;
    private final BusProbe probe;
    private final String probeChannel;
    private final Map<String, CompletableFuture<Void>> wanted = new LinkedHashMap<>();
    private final AtomicInteger pendingPublishes = new AtomicInteger();
    private Receiver receiver;

    RedisChannelBus(Vertx vertx, Redis redis, BusConfig config, String podName, BroadcastMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
        this.context = vertx.getOrCreateContext();
        this.subscriber = new RedisLink("subscriber", redis, context, config, this::onSubscriberUp, this::onPush);
        this.publisher = new RedisLink("publisher", redis, context, config, c -> {}, push -> {});
        this.probeChannel = PROBE + podName + "}";
        this.probe = new BusProbe(config, metrics, this::ring, this::rebuild);
    }

    @Override
    public void start(Receiver newReceiver) {
        context.runOnContext(v -> {
            receiver = newReceiver;
            wanted.put(probeChannel, new CompletableFuture<>());
            publisher.connect();
            subscriber.connect();
            context.owner()
                    .setPeriodic(config.probeInterval().toMillis(), t -> context.runOnContext(w -> probe.tick()));
        });
    }

    void stop() {
        context.runOnContext(v -> {
            subscriber.stop();
            publisher.stop();
        });
    }

    @Override
    public void publish(String organizationId, byte[] message) {
        send(ORGANIZATION + organizationId + "}", message);
    }

    private void ring(byte[] token) {
        send(probeChannel, token);
    }

    /** Bounded, because a Redis that hangs takes publishes without ever answering them. */
    private void send(String channel, byte[] message) {
        if (pendingPublishes.incrementAndGet() > config.maxPendingPublishes()) {
            onPublished(false);
            return;
        }
        context.runOnContext(v -> {
            RedisConnection connection = publisher.connection();
            if (connection == null) {
                onPublished(false);
                return;
            }
            Request request = Request.cmd(config.sharded() ? Command.SPUBLISH : Command.PUBLISH)
                    .arg(channel)
                    .arg(Buffer.buffer(message));
            connection.send(request).onComplete(sent -> onPublished(sent.succeeded()));
        });
    }

    private void onPublished(boolean sent) {
        pendingPublishes.decrementAndGet();
        if (sent) {
            metrics.published();
        } else {
            metrics.publishFailed();
        }
    }

    @Override
    public CompletionStage<Void> subscribe(String organizationId) {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        String channel = ORGANIZATION + organizationId + "}";
        context.runOnContext(v -> {
            wanted.put(channel, confirmed);
            sendSubscribe(List.of(channel));
        });
        return confirmed;
    }

    @Override
    public void unsubscribe(String organizationId) {
        String channel = ORGANIZATION + organizationId + "}";
        context.runOnContext(v -> {
            wanted.remove(channel);
            RedisConnection connection = subscriber.connection();
            if (connection != null) {
                connection.send(Request.cmd(config.sharded() ? Command.SUNSUBSCRIBE : Command.UNSUBSCRIBE)
                        .arg(channel));
            }
        });
    }

    @Override
    public boolean isDelivering() {
        return probe.isAnswering();
    }

    private void onSubscriberUp(RedisConnection connection) {
        List<String> channels = new ArrayList<>(wanted.keySet());
        for (int from = 0; from < channels.size(); from += SUBSCRIBE_BATCH) {
            sendSubscribe(channels.subList(from, Math.min(channels.size(), from + SUBSCRIBE_BATCH)));
        }
        // Whatever was published while nobody listened is only in the database.
        receiver.onGap();
    }

    private void sendSubscribe(List<String> channels) {
        RedisConnection connection = subscriber.connection();
        if (connection != null) {
            Request request = Request.cmd(config.sharded() ? Command.SSUBSCRIBE : Command.SUBSCRIBE);
            channels.forEach(request::arg);
            connection.send(request);
        }
    }

    private void onPush(Response push) {
        String kind = push.get(0).toString();
        String channel = push.get(1).toString();
        if (kind.endsWith("unsubscribe")) {
            return;
        }
        if (kind.endsWith("subscribe")) {
            // The command completes when it is written; only this push says that Redis has taken it.
            CompletableFuture<Void> confirmed = wanted.get(channel);
            if (confirmed != null) {
                confirmed.complete(null);
            }
            return;
        }
        byte[] message = push.get(2).toBytes();
        if (channel.equals(probeChannel)) {
            probe.onReturn(message);
        } else if (channel.startsWith(ORGANIZATION)) {
            receiver.onMessage(channel.substring(ORGANIZATION.length(), channel.length() - 1), message);
        }
    }

    private void rebuild() {
        metrics.busRebuilt();
        subscriber.rebuild();
        publisher.rebuild();
    }
}
