package dev.carillon.bus;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The bus's connections to one Redis node: one subscribes, the other publishes. The subscriber sends no command that has
 * a reply, because a push would be taken for it. Every new connection repeats all subscriptions from our own list, since
 * no library does that reliably; {@link BusProbe} proves that it works.
 *
 * <p>Owned by one Vert.x context; every method is called there.
 */
final class NodeConnection {

    /** Events of a node, for the bus. */
    interface Listener {

        void onSubscribed(String channel);

        void onMessage(String channel, byte[] message);

        /** Messages may have been lost: they are only in the database. */
        void onGap();

        /** The node does not serve a slot that it was thought to serve, or is unreachable. */
        void onMisplaced();
    }

    // One SUBSCRIBE for many channels saves round trips. Without a limit its arguments would take megabytes.
    private static final int SUBSCRIBE_BATCH = 512;

    private static final String PROBE = "carillon:probe:{";

    private final RedisNode node;
    private final boolean sharded;
    private final BusMetrics metrics;
    private final BusMessageVerifier verifier;
    private final Listener listener;
    private final ReconnectingConnection subscriber;
    private final ReconnectingConnection publisher;
    private final BusProbe probe;
    private final String probeChannel;
    private final Set<String> channels = new LinkedHashSet<>();
    private final long timer;
    private final Context context;

    NodeConnection(
            RedisNode node,
            Supplier<Redis> clients,
            Context context,
            BusConfig config,
            String podName,
            BusMetrics metrics,
            BusMessageVerifier verifier,
            Listener listener) {
        this.node = node;
        this.context = context;
        this.sharded = config.sharded();
        this.metrics = metrics;
        this.verifier = verifier;
        this.listener = listener;
        String suffix = node.address().isEmpty() ? "" : " " + node.address();
        this.subscriber = new ReconnectingConnection(
                "subscriber" + suffix, clients, context, config, this::onSubscriberUp, this::onPush, this::onDown);
        this.publisher = new ReconnectingConnection(
                "publisher" + suffix, clients, context, config, c -> {}, push -> {}, this::onDown);
        this.probe = new BusProbe(config, metrics, this::sendProbe, this::rebuild);
        this.probeChannel = node == RedisNode.WHOLE ? PROBE + podName + "}" : node.nameWithin(PROBE + podName + ":");
        this.timer = context.owner()
                .setPeriodic(config.probeInterval().toMillis(), t -> context.runOnContext(v -> probe.tick()));
    }

    RedisNode node() {
        return node;
    }

    void start(Collection<String> own) {
        channels.add(probeChannel);
        channels.addAll(own);
        publisher.connect();
        subscriber.connect();
    }

    void stop() {
        context.owner().cancelTimer(timer);
        subscriber.stop();
        publisher.stop();
    }

    void subscribe(String channel) {
        channels.add(channel);
        sendSubscribe(List.of(channel));
    }

    void unsubscribe(String channel) {
        channels.remove(channel);
        RedisConnection connection = subscriber.connection();
        if (connection != null) {
            connection.send(Request.cmd(sharded ? Command.SUNSUBSCRIBE : Command.UNSUBSCRIBE)
                    .arg(channel));
        }
    }

    /** A message to be published. */
    record Outgoing(String channel, byte[] message) {}

    /**
     * Publishes several messages in one write, so that Redis wakes up once.
     *
     * @param onSent called once for each message: true if Redis has accepted it
     */
    void publish(List<Outgoing> messages, BiConsumer<Outgoing, Boolean> onSent) {
        RedisConnection connection = publisher.connection();
        if (connection == null) {
            messages.forEach(message -> onSent.accept(message, false));
        } else if (messages.size() > 1 && node == RedisNode.WHOLE) {
            List<Request> requests = messages.stream().map(this::request).toList();
            connection.batch(requests).onComplete(sent -> messages.forEach(m -> onPublished(m, sent, onSent)));
        } else {
            // The slots of a cluster move one by one, and a batch reports only its first failure.
            messages.forEach(message ->
                    connection.send(request(message)).onComplete(sent -> onPublished(message, sent, onSent)));
        }
    }

    private Request request(Outgoing message) {
        return Request.cmd(sharded ? Command.SPUBLISH : Command.PUBLISH)
                .arg(message.channel())
                .arg(verifier.seal(message.channel(), message.message()));
    }

    private void onPublished(Outgoing message, AsyncResult<?> sent, BiConsumer<Outgoing, Boolean> onSent) {
        onSent.accept(message, sent.succeeded());
        if (sent.failed()) {
            onError(String.valueOf(sent.cause().getMessage()));
        }
    }

    boolean isAnswering() {
        return probe.isAnswering();
    }

    private void sendProbe(byte[] sendProbe) {
        publish(List.of(new Outgoing(probeChannel, sendProbe)), (probe, sent) -> {});
    }

    private void rebuild() {
        metrics.busRebuilt();
        subscriber.rebuild();
        publisher.rebuild();
        listener.onMisplaced();
    }

    private void onDown() {
        listener.onMisplaced();
    }

    private void onSubscriberUp(RedisConnection connection) {
        for (List<String> together : subscribable()) {
            for (int from = 0; from < together.size(); from += SUBSCRIBE_BATCH) {
                sendSubscribe(together.subList(from, Math.min(together.size(), from + SUBSCRIBE_BATCH)));
            }
        }
        listener.onGap();
    }

    /** A cluster rejects a command with channels of different slots. */
    private Collection<List<String>> subscribable() {
        if (node == RedisNode.WHOLE) {
            return List.of(List.copyOf(channels));
        }
        Map<Integer, List<String>> bySlot = new LinkedHashMap<>();
        channels.forEach(channel -> bySlot.computeIfAbsent(HashSlot.of(channel), slot -> new ArrayList<>(1))
                .add(channel));
        return bySlot.values();
    }

    private void sendSubscribe(List<String> together) {
        RedisConnection connection = subscriber.connection();
        if (connection != null) {
            Request request = Request.cmd(sharded ? Command.SSUBSCRIBE : Command.SUBSCRIBE);
            together.forEach(request::arg);
            connection.send(request);
        }
    }

    /** Never throws: an exception would break the client's parser permanently. */
    private void onPush(Response push) {
        try {
            read(push);
        } catch (RuntimeException e) {
            metrics.rejectionCounter().failed(probeChannel, e);
        }
    }

    private void read(Response push) {
        if (push.type() == ResponseType.ERROR) {
            onError(push.toString());
            return;
        }
        String kind = push.get(0).toString();
        String channel = push.get(1).toString();
        if (kind.endsWith("unsubscribe")) {
            if (channels.contains(channel)) {
                // Redis unsubscribed us: the slot has moved to another node.
                listener.onMisplaced();
            }
        } else if (kind.endsWith("subscribe")) {
            // The command completes when it is written; only this push confirms the subscription.
            listener.onSubscribed(channel);
        } else if (channel.equals(probeChannel)) {
            verifier.receive(channel, push.get(2).toBuffer(), probe::onReturn);
        } else {
            verifier.receive(channel, push.get(2).toBuffer(), message -> listener.onMessage(channel, message));
        }
    }

    private void onError(String error) {
        if (isMoved(error)) {
            listener.onMisplaced();
        }
        probe.onError(error);
    }

    private static boolean isMoved(String error) {
        return error.startsWith("MOVED") || error.startsWith("CLUSTERDOWN") || error.startsWith("READONLY");
    }
}
