package dev.carillon.bus;

import dev.carillon.batch.Coalescer;
import dev.carillon.bus.NodeConnection.Outgoing;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The bus over Redis pub/sub: channel {@code carillon:org:{<id>}} for each organization; the braces keep a channel on
 * one node of a Redis Cluster.
 *
 * <p>What is to be received is our own record ({@code wanted}); each {@link NodeConnection} holds the part of it that its
 * server does. When slots move, only the links of the shards that have changed are made anew.
 *
 * <p>One Vert.x context owns the state; {@link #publish} may be called from any thread.
 *
 * <p>See docs/adr/0004-channel-per-organization.md
 */
public final class RedisChannelBus implements ChannelBus {

    private static final Logger LOG = Logger.getLogger(RedisChannelBus.class);

    private static final String ORGANIZATION = "carillon:org:{";

    // What waits goes to Redis in one write. More than this at once would keep the loop from what it receives.
    private static final int BATCH = 128;

    private final BusConfig config;
    private final BusMetrics metrics;
    private final Context context;
    private final RedisTopology nodes;
    private final String podName;
    private final BusMessageVerifier verifier;
    private final Map<String, CompletableFuture<Void>> wanted = new LinkedHashMap<>();
    private final AtomicInteger pendingPublishes = new AtomicInteger();
    private final Coalescer<Outgoing> outgoing;
    private volatile List<NodeConnection> connections = List.of();
    private volatile boolean covered;
    // From the start, before which there is no link.
    @SuppressWarnings("NullAway.Init")
    private Receiver receiver;

    private boolean finding;
    private boolean findAgain;
    private boolean stopped;

    public RedisChannelBus(
            Vertx vertx,
            RedisTopology nodes,
            BusConfig config,
            BusMessageVerifier verifier,
            String podName,
            BusMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
        this.context = vertx.getOrCreateContext();
        this.outgoing = new Coalescer<>(BATCH, task -> context.runOnContext(v -> task.run()), this::send);
        this.nodes = nodes;
        this.podName = podName;
        this.verifier = verifier;
    }

    @Override
    public void start(Receiver newReceiver) {
        context.runOnContext(v -> {
            receiver = newReceiver;
            find();
            context.owner().setPeriodic(config.topologyRefresh().toMillis(), t -> context.runOnContext(w -> find()));
        });
    }

    public void stop() {
        context.runOnContext(v -> {
            stopped = true;
            connections.forEach(NodeConnection::stop);
        });
    }

    /** Looks where the slots are now. Whoever asks meanwhile is answered by one more look, after a pause. */
    private void find() {
        if (finding || stopped) {
            findAgain = true;
            return;
        }
        finding = true;
        findAgain = false;
        nodes.find()
                .onComplete(found -> context.runOnContext(v -> {
                    if (found.succeeded()) {
                        applyTopology(found.result());
                    } else {
                        LOG.debugf(
                                "Redis does not tell its shards: reason=%s",
                                found.cause().getMessage());
                        findAgain = true;
                    }
                    context.owner()
                            .setTimer(
                                    config.reconnectMax().toMillis(),
                                    t -> context.runOnContext(w -> {
                                        finding = false;
                                        if (findAgain) {
                                            find();
                                        }
                                    }));
                }));
    }

    private void applyTopology(List<RedisNode> found) {
        if (stopped) {
            return;
        }
        List<NodeConnection> kept = new ArrayList<>();
        List<NodeConnection> begun = new ArrayList<>();
        for (RedisNode node : found) {
            NodeConnection connection = connections.stream()
                    .filter(known -> known.node().equals(node))
                    .findFirst()
                    .orElse(null);
            if (connection == null) {
                connection = new NodeConnection(
                        node, () -> nodes.newClient(node), context, config, podName, metrics, verifier, new Incoming());
                begun.add(connection);
            }
            kept.add(connection);
        }
        List<NodeConnection> ended =
                connections.stream().filter(known -> !kept.contains(known)).toList();
        connections = List.copyOf(kept);
        covered = found.stream().mapToInt(RedisNode::slots).sum() == HashSlot.SLOTS;
        ended.forEach(NodeConnection::stop);
        if (!begun.isEmpty() && found.size() > 1) {
            LOG.infof("Bus arranged: shards=%d begun=%d ended=%d", found.size(), begun.size(), ended.size());
        }
        for (NodeConnection connection : begun) {
            connection.start(wanted.keySet().stream()
                    .filter(channel -> connection.node().holds(HashSlot.of(channel)))
                    .toList());
        }
    }

    /** Null while nobody has the channel's slot. */
    private @Nullable NodeConnection connectionOf(String channel) {
        List<NodeConnection> known = connections;
        if (known.size() == 1) {
            return known.get(0);
        }
        int slot = HashSlot.of(channel);
        for (NodeConnection connection : known) {
            if (connection.node().holds(slot)) {
                return connection;
            }
        }
        return null;
    }

    /**
     * Bounded, because a Redis that hangs takes publishes without ever answering them; and what is too large would be
     * refused wherever it arrives.
     */
    @Override
    public void publish(String organizationId, byte[] message) {
        if (!verifier.fits(message)) {
            metrics.publishFailed();
            return;
        }
        if (pendingPublishes.incrementAndGet() > config.maxPendingPublishes()) {
            onPublished(false);
            return;
        }
        outgoing.add(new Outgoing(channel(organizationId), message));
    }

    /** The messages of one commit to several organizations, and those added meanwhile, are sent together. */
    private CompletionStage<Void> send(List<Outgoing> batch) {
        Map<NodeConnection, List<Outgoing>> byConnection = new LinkedHashMap<>();
        for (Outgoing next : batch) {
            NodeConnection connection = connectionOf(next.channel());
            if (connection == null) {
                onPublished(false);
            } else {
                byConnection.computeIfAbsent(connection, l -> new ArrayList<>()).add(next);
            }
        }
        byConnection.forEach((connection, messages) -> connection.publish(messages, this::onPublished));
        // Only the turn of the loop is shared: the next batch need not wait for Redis.
        return CompletableFuture.completedFuture(null);
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
        String channel = channel(organizationId);
        context.runOnContext(v -> {
            wanted.put(channel, confirmed);
            NodeConnection connection = connectionOf(channel);
            if (connection != null) {
                connection.subscribe(channel);
            }
        });
        return confirmed;
    }

    @Override
    public void unsubscribe(String organizationId) {
        String channel = channel(organizationId);
        context.runOnContext(v -> {
            wanted.remove(channel);
            NodeConnection connection = connectionOf(channel);
            if (connection != null) {
                connection.unsubscribe(channel);
            }
        });
    }

    /** One silent shard, or slots that nobody holds, make the whole bus silent: the database is asked for everybody. */
    @Override
    public boolean isDelivering() {
        List<NodeConnection> known = connections;
        return covered && known.stream().allMatch(NodeConnection::isAnswering);
    }

    private static String channel(String organizationId) {
        return ORGANIZATION + organizationId + "}";
    }

    private final class Incoming implements NodeConnection.Listener {

        @Override
        public void onSubscribed(String channel) {
            CompletableFuture<Void> confirmed = wanted.get(channel);
            if (confirmed != null) {
                confirmed.complete(null);
            }
        }

        @Override
        public void onMessage(String channel, byte[] message) {
            if (channel.startsWith(ORGANIZATION)) {
                receiver.onMessage(channel.substring(ORGANIZATION.length(), channel.length() - 1), message);
            }
        }

        @Override
        public void onGap() {
            receiver.onGap();
        }

        @Override
        public void onMisplaced() {
            find();
        }
    }
}
