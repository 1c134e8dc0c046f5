package dev.carillon.bus;

import dev.carillon.batch.Coalescer;
import dev.carillon.bus.ShardLink.Outgoing;
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

/**
 * The bus over Redis pub/sub: channel {@code carillon:org:{<id>}} for each organization; the braces keep a channel on
 * one node of a Redis Cluster.
 *
 * <p>What is to be received is our own record ({@code wanted}); each {@link ShardLink} holds the part of it that its
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
    private final Shards shards;
    private final String podName;
    private final BusDoor door;
    private final Map<String, CompletableFuture<Void>> wanted = new LinkedHashMap<>();
    private final AtomicInteger pendingPublishes = new AtomicInteger();
    private final Coalescer<Outgoing> outgoing;
    private volatile List<ShardLink> links = List.of();
    private volatile boolean covered;
    private Receiver receiver;
    private boolean finding;
    private boolean findAgain;
    private boolean stopped;

    public RedisChannelBus(
            Vertx vertx, Shards shards, BusConfig config, BusDoor door, String podName, BusMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
        this.context = vertx.getOrCreateContext();
        this.outgoing = new Coalescer<>(BATCH, task -> context.runOnContext(v -> task.run()), this::send);
        this.shards = shards;
        this.podName = podName;
        this.door = door;
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
            links.forEach(ShardLink::stop);
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
        shards.find()
                .onComplete(found -> context.runOnContext(v -> {
                    if (found.succeeded()) {
                        arrange(found.result());
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

    private void arrange(List<Shard> found) {
        if (stopped) {
            return;
        }
        List<ShardLink> arranged = new ArrayList<>();
        List<ShardLink> begun = new ArrayList<>();
        for (Shard shard : found) {
            ShardLink link = links.stream()
                    .filter(known -> known.shard().equals(shard))
                    .findFirst()
                    .orElse(null);
            if (link == null) {
                link = new ShardLink(
                        shard, () -> shards.newClient(shard), context, config, podName, metrics, door, new Incoming());
                begun.add(link);
            }
            arranged.add(link);
        }
        List<ShardLink> ended =
                links.stream().filter(known -> !arranged.contains(known)).toList();
        links = List.copyOf(arranged);
        covered = found.stream().mapToInt(Shard::slots).sum() == HashSlot.SLOTS;
        ended.forEach(ShardLink::stop);
        if (!begun.isEmpty() && found.size() > 1) {
            LOG.infof("Bus arranged: shards=%d begun=%d ended=%d", found.size(), begun.size(), ended.size());
        }
        for (ShardLink link : begun) {
            link.start(wanted.keySet().stream()
                    .filter(channel -> link.shard().holds(HashSlot.of(channel)))
                    .toList());
        }
    }

    /** Null while nobody has the channel's slot. */
    private ShardLink linkOf(String channel) {
        List<ShardLink> known = links;
        if (known.size() == 1) {
            return known.get(0);
        }
        int slot = HashSlot.of(channel);
        for (ShardLink link : known) {
            if (link.shard().holds(slot)) {
                return link;
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
        if (!door.fits(message)) {
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
        Map<ShardLink, List<Outgoing>> byLink = new LinkedHashMap<>();
        for (Outgoing next : batch) {
            ShardLink link = linkOf(next.channel());
            if (link == null) {
                onPublished(false);
            } else {
                byLink.computeIfAbsent(link, l -> new ArrayList<>()).add(next);
            }
        }
        byLink.forEach((link, messages) -> link.publish(messages, this::onPublished));
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
            ShardLink link = linkOf(channel);
            if (link != null) {
                link.subscribe(channel);
            }
        });
        return confirmed;
    }

    @Override
    public void unsubscribe(String organizationId) {
        String channel = channel(organizationId);
        context.runOnContext(v -> {
            wanted.remove(channel);
            ShardLink link = linkOf(channel);
            if (link != null) {
                link.unsubscribe(channel);
            }
        });
    }

    /** One silent shard, or slots that nobody holds, make the whole bus silent: the database is asked for everybody. */
    @Override
    public boolean isDelivering() {
        List<ShardLink> known = links;
        return covered && known.stream().allMatch(ShardLink::isAnswering);
    }

    private static String channel(String organizationId) {
        return ORGANIZATION + organizationId + "}";
    }

    private final class Incoming implements ShardLink.Listener {

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
