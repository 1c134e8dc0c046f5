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
 * The bus over Redis pub/sub, with one channel {@code carillon:org:{<id>}} for each organization. The braces keep a
 * channel
 * on one node of a Redis Cluster.
 *
 * <p>{@code wanted} holds all subscriptions; each {@link NodeConnection} has those of its node. When slots move, only
 * the
 * connections of the nodes that have changed are replaced.
 *
 * <p>One Vert.x context owns the subscriptions and the topology. The publish queue, its counter and the list of
 * connections are shared between threads.
 *
 * <p>See docs/adr/0004-channel-per-organization.md
 */
public final class RedisChannelBus implements ChannelBus {

    private static final Logger LOG = Logger.getLogger(RedisChannelBus.class);

    private static final String ORGANIZATION = "carillon:org:{";

    // Waiting messages go to Redis in one write. A larger batch would delay the messages that the loop receives.
    private static final int BATCH = 128;

    private final BusConfig config;
    private final BusMetrics metrics;
    private final Context context;
    private final RedisTopology nodes;
    private final String podName;
    private final BusMessageVerifier verifier;
    private final Map<String, CompletableFuture<Void>> wanted = new LinkedHashMap<>();
    private final AtomicInteger pendingPublishes = new AtomicInteger();
    private final ByteBudget pendingBytes;
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
        this.pendingBytes = new ByteBudget(config.maxPendingBytes().asLongValue());
        metrics.pendingBytes(pendingBytes);
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

    /** Reads the topology. Requests made meanwhile share one more read, after a pause. */
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
                                "Redis topology cannot be read: reason=%s",
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
            LOG.infof("Bus topology changed: nodes=%d added=%d removed=%d", found.size(), begun.size(), ended.size());
        }
        for (NodeConnection connection : begun) {
            connection.start(wanted.keySet().stream()
                    .filter(channel -> connection.node().holds(HashSlot.of(channel)))
                    .toList());
        }
    }

    /** Null while no node has the channel's slot. */
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
     * The queue is bounded because a hanging Redis takes publishes without answering them. Oversized messages are
     * dropped
     * here, because every receiver would reject them.
     */
    @Override
    public void publish(String name, byte[] message) {
        if (!verifier.fits(message)) {
            metrics.publishFailed();
            return;
        }
        if (!pendingBytes.take(message.length)) {
            metrics.publishFailed();
            return;
        }
        Outgoing next = new Outgoing(channel(name), message);
        if (pendingPublishes.incrementAndGet() > config.maxPendingPublishes()) {
            onPublished(next, false);
            return;
        }
        outgoing.add(next);
    }

    /** The messages of one commit to several organizations, and those added meanwhile, are sent together. */
    private CompletionStage<Void> send(List<Outgoing> batch) {
        Map<NodeConnection, List<Outgoing>> byConnection = new LinkedHashMap<>();
        for (Outgoing next : batch) {
            NodeConnection connection = connectionOf(next.channel());
            if (connection == null) {
                onPublished(next, false);
            } else {
                byConnection.computeIfAbsent(connection, l -> new ArrayList<>()).add(next);
            }
        }
        byConnection.forEach((connection, messages) -> connection.publish(messages, this::onPublished));
        // Only the turn of the loop is shared: the next batch need not wait for Redis.
        return CompletableFuture.completedFuture(null);
    }

    private void onPublished(Outgoing message, boolean sent) {
        pendingBytes.giveBack(message.message().length);
        pendingPublishes.decrementAndGet();
        if (sent) {
            metrics.published();
        } else {
            metrics.publishFailed();
        }
    }

    @Override
    public CompletionStage<Void> subscribe(String name) {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        String channel = channel(name);
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
    public void unsubscribe(String name) {
        String channel = channel(name);
        context.runOnContext(v -> {
            wanted.remove(channel);
            NodeConnection connection = connectionOf(channel);
            if (connection != null) {
                connection.unsubscribe(channel);
            }
        });
    }

    /**
     * One silent node, or a slot without a node, makes the whole bus silent: the database then serves all
     * organizations.
     */
    @Override
    public boolean isDelivering() {
        List<NodeConnection> known = connections;
        return covered && known.stream().allMatch(NodeConnection::isAnswering);
    }

    private static String channel(String name) {
        return ORGANIZATION + name + "}";
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
