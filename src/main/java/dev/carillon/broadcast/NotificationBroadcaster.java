package dev.carillon.broadcast;

import dev.carillon.bus.BusRejection;
import dev.carillon.bus.BusRejectionCounter;
import dev.carillon.bus.ChannelBus;
import dev.carillon.fanout.Client;
import dev.carillon.fanout.FanOutMetrics;
import dev.carillon.fanout.Frame;
import dev.carillon.fanout.OrganizationLog;
import dev.carillon.fanout.PageBudget;
import dev.carillon.fanout.RecentLogBudget;
import dev.carillon.fanout.Subscription;
import dev.carillon.insight.DeliveryHistory;
import dev.carillon.insight.LiveStats;
import dev.carillon.insight.PodEvidence;
import dev.carillon.insight.PodStats;
import dev.carillon.notification.Committed;
import dev.carillon.notification.Notification;
import dev.carillon.notification.Recipient;
import dev.carillon.socket.IoSubmitSupport;
import dev.carillon.socket.Loop;
import dev.carillon.sse.LastEventId;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The front door, with the methods of the Express application's broadcaster. Clients come and go here, and committed
 * notifications are sent from here, now to the clients of every pod.
 */
public final class NotificationBroadcaster {

    /** The channel that every pod listens to; no organization can have this id. */
    private static final String EVERY_POD = "*";

    /** Begins the name of a channel that only one pod listens to. */
    private static final String MYSELF = "*pod-";

    private final ChannelBus bus;
    private final Clock clock;
    private final LiveStats liveStats;
    private final BusRejectionCounter rejectionCounter;
    private final DeliveryHistory deliveryHistory;
    private final String myself;
    private final PodCalls podCalls;
    private final OrganizationChannels channels;
    private final ConcurrentHashMap<String, Consumer<byte[]>> topics = new ConcurrentHashMap<>();
    private final List<DisconnectListener> disconnectListeners = new CopyOnWriteArrayList<>();
    private final PositionCheck positionCheck;
    private final ClientIds clientIds;
    private final ConcurrentHashMap<Loop, HubShard> hubs = new ConcurrentHashMap<>();
    // By connection rather than by client id: a duplicated browser tab brings the id of its original.
    private final ConcurrentHashMap<Client, Subscription> clients = new ConcurrentHashMap<>();

    /**
     * @param loop runs the position check's timer
     */
    NotificationBroadcaster(
            ChannelBus bus,
            LogReader reader,
            BroadcastConfig config,
            BroadcastMetrics metrics,
            FanOutMetrics fanOutMetrics,
            BusRejectionCounter rejectionCounter,
            LiveStats liveStats,
            IoSubmitSupport ioSubmit,
            Clock clock,
            Loop loop,
            RandomGenerator random,
            OpenTelemetry telemetry,
            String podName) {
        this.bus = bus;
        this.clock = clock;
        this.liveStats = liveStats;
        this.rejectionCounter = rejectionCounter;
        this.deliveryHistory = new DeliveryHistory(clock, config.trailSize());
        this.myself = MYSELF + podName;
        this.podCalls = new PodCalls(bus, EVERY_POD, MYSELF, podName, rejectionCounter);
        DeliveryTraces traces = new DeliveryTraces(telemetry, podName);
        RecentLogBudget recentLogs =
                new RecentLogBudget(config.recentLogsBytes().asLongValue());
        PageBudget pages = new PageBudget(config.pagesBytes().asLongValue());
        ChannelContext context = new ChannelContext(
                bus,
                reader,
                config,
                metrics,
                fanOutMetrics,
                rejectionCounter,
                deliveryHistory,
                traces,
                ioSubmit,
                recentLogs,
                pages,
                () -> loop.execute(this::clearOldestRecentLogs),
                clock);
        this.channels = new OrganizationChannels(context, this::checkPosition);
        this.positionCheck = new PositionCheck(channels, context, loop, random);
        this.clientIds = new ClientIds(clock, random);
        metrics.gauge("recent.logs.bytes", "Estimated memory of all recent logs, in bytes", recentLogs::bytes);
        metrics.gauge("log.pages.bytes", "Estimated memory of all loaded pages, in bytes", pages::bytes);
        metrics.gauge("clients", "Clients connected to this pod", this::getClientCount);
        metrics.gauge("joint.send.loops", "Event loops that send to many clients by one system call", ioSubmit::count);
        metrics.gauge("channels", "Organizations that this pod listens to", channels::count);
    }

    void start() {
        bus.start(new Received());
        positionCheck.start();
    }

    private void clearOldestRecentLogs() {
        channels.clearOldestRecentLogs();
    }

    private void checkPosition() {
        positionCheck.now();
    }

    /** An id for a new client, as {@link ClientIds} makes them. From any thread. */
    public String newClientId(String userId, String organizationId) {
        return clientIds.next(userId, organizationId);
    }

    /** On the client's loop. The client gets its subscription, and its position as soon as that is known. */
    public void addClient(Client client, LastEventId from) {
        HubShard hub = hubs.computeIfAbsent(client.loop(), loop -> new HubShard(loop, channels));
        Subscription subscription = hub.add(client, from);
        clients.put(client, subscription);
        liveStats.joined(client.organizationId());
        LegacyLogLines.connected(client.id(), clients.size());
        // Last, because the first write may already fill its socket and drain it again.
        subscription.begin();
    }

    /** On the client's loop, once its connection has ended; a second call does nothing. */
    public void removeClient(Client client) {
        Subscription removed = clients.remove(client);
        if (removed != null) {
            deliveryHistory.ended(removed.trace(clock.instant(), null));
            removed.leave();
            liveStats.left(client.organizationId());
            LegacyLogLines.disconnected(client.id(), clients.size());
        }
    }

    /**
     * Sends committed notifications to a user's clients on all pods. No pod knows how many these are; each logs how many it
     * has written to. From any thread, never blocks.
     *
     * @throws IllegalArgumentException if one is not for this user
     */
    public void sendToUser(String userId, String organizationId, Committed committed) {
        if (!committed.notifications().stream()
                .allMatch(n -> userId.equals(n.recipient().nullableUser()))) {
            throw new IllegalArgumentException("The notification is for somebody else");
        }
        send(organizationId, committed);
    }

    /** The same for a whole organization. */
    public void sendToOrganization(String organizationId, Committed committed) {
        if (!committed.notifications().stream().allMatch(n -> n.recipient() instanceof Recipient.WholeOrganization)) {
            throw new IllegalArgumentException("The notification is for one user");
        }
        send(organizationId, committed);
    }

    /** The same for everything that one transaction has written, in as many messages as it takes. Never throws. */
    public void send(String organizationId, Committed committed) {
        liveStats.committed(committed.notifications().size());
        List<Notification> sent = committed.notifications();
        deliveryHistory.published(
                organizationId, sent.get(0).id(), sent.get(sent.size() - 1).id(), bus.isDelivering());
        BusMessage.Notifications message = BusMessage.Notifications.of(committed, clock.instant());
        tellOwn(organizationId, message);
        message.parts().forEach(part -> bus.publish(organizationId, part.encode()));
    }

    /**
     * Signals something that has no place in the log to one user's clients on all pods. It may be lost, and a slow client
     * gets only the newest, so it must be absolute, as a count is. From any thread, never blocks or throws.
     *
     * @param json a message in the form of the protocol
     */
    public void signalUser(String userId, String organizationId, byte[] json) {
        send(organizationId, new BusMessage.Signal(userId, json));
    }

    /**
     * Ends streams on all pods, at once if the bus delivers. From any thread.
     *
     * @param userId null for any
     * @param credential as {@link Client#credential()}; null for any
     */
    public void disconnect(String organizationId, @Nullable String userId, @Nullable String credential) {
        disconnectHere(organizationId, userId, credential);
        byte[] message = new BusMessage.Disconnect(organizationId, userId, credential).encode();
        bus.publish(EVERY_POD, message);
        bus.publish(organizationId, message);
    }

    /** The same on this pod only, for what every pod finds out on its own. */
    public void disconnectHere(String organizationId, @Nullable String userId, @Nullable String credential) {
        BusMessage.Disconnect message = new BusMessage.Disconnect(organizationId, userId, credential);
        onDisconnect(message);
        tellOwn(organizationId, message);
    }

    /** Hears which streams end, whichever pod decided it, and perhaps twice. Must not block. */
    public interface DisconnectListener {

        /**
         * @param userId null for any user of the organization
         * @param credential null for any
         */
        void onDisconnect(String organizationId, @Nullable String userId, @Nullable String credential);
    }

    /** For caches: none may let a user or credential in again that has lost access. */
    public synchronized void addDisconnectListener(DisconnectListener listener) {
        if (disconnectListeners.isEmpty()) {
            bus.subscribe(EVERY_POD);
        }
        disconnectListeners.add(listener);
    }

    /**
     * Sends a report to all pods that listen, this one included. It may be lost. From any thread, never blocks or throws.
     *
     * @param topic any word; no organization can have its channel
     */
    public void tellPods(String topic, byte[] message) {
        bus.publish(EVERY_POD + topic, new BusMessage.Report(message).encode());
    }

    /** Hears the reports on a topic, from soon after this call until {@link #ignorePods}. One per topic; must not block. */
    public void listenToPods(String topic, Consumer<byte[]> listener) {
        topics.put(EVERY_POD + topic, listener);
        bus.subscribe(EVERY_POD + topic);
    }

    public void ignorePods(String topic) {
        topics.remove(EVERY_POD + topic);
        bus.unsubscribe(EVERY_POD + topic);
    }

    private void onDisconnect(BusMessage message) {
        if (message instanceof BusMessage.Disconnect disconnect) {
            for (DisconnectListener told : disconnectListeners) {
                try {
                    told.onDisconnect(disconnect.organizationId(), disconnect.userId(), disconnect.credential());
                } catch (RuntimeException e) {
                    // The other listeners and the streams still have to hear of it.
                    rejectionCounter.failed(EVERY_POD, e);
                }
            }
        }
    }

    private void send(String organizationId, BusMessage message) {
        tellOwn(organizationId, message);
        bus.publish(organizationId, message.encode());
    }

    private void tellOwn(String organizationId, BusMessage message) {
        OrganizationChannel channel = channels.find(organizationId);
        if (channel != null) {
            channel.receive(message);
        }
    }

    /** Questions to all pods. */
    public PodCalls podCalls() {
        return podCalls;
    }

    /** This pod's evidence on one notification and one user. From any thread; an event loop may complete it. */
    public CompletionStage<PodEvidence> evidence(String organizationId, long id, String userId, String type) {
        OrganizationChannel channel = channels.find(organizationId);
        OrganizationLog log = channel == null ? null : channel.log();
        Frame frame = log == null ? null : log.recent(id);
        PodEvidence seen = new PodEvidence(
                deliveryHistory.publishedOf(organizationId, id),
                deliveryHistory.receivedOf(organizationId, id),
                frame == null ? null : frame.writtenTo(),
                deliveryHistory.endedOf(organizationId, userId));
        CompletionStage<PodEvidence> evidence = CompletableFuture.completedFuture(seen);
        for (Subscription open : clients.values()) {
            if (open.isOf(organizationId, userId)) {
                evidence = evidence.thenCombine(open.traceLater(type), PodEvidence::with);
            }
        }
        return evidence;
    }

    /** How many clients are connected to this pod. */
    public int getClientCount() {
        return clients.size();
    }

    /**
     * How this pod is. From any thread, but for one reader only: each call resets the longest delay.
     *
     * @param shares how many organizations to list
     */
    public PodStats podStats(int shares) {
        return liveStats.podStats(shares, bus.isDelivering());
    }

    /** Receives messages for every pod, for this one, or for one organization's channel. */
    private final class Received implements ChannelBus.Receiver {

        @Override
        public void onMessage(String organizationId, byte[] message) {
            if (!organizationId.startsWith(EVERY_POD)) {
                channels.onMessage(organizationId, message);
                return;
            }
            BusMessage.decode(message)
                    .ifPresentOrElse(
                            decoded -> onPodMessage(organizationId, decoded),
                            () -> rejectionCounter.count(BusRejection.UNREADABLE, organizationId));
        }

        private void onPodMessage(String channel, BusMessage message) {
            if (channel.equals(EVERY_POD) || channel.equals(myself)) {
                onDisconnect(message);
                podCalls.onMessage(message);
            } else if (message instanceof BusMessage.Report report) {
                topics.getOrDefault(channel, nobody -> {}).accept(report.json());
            }
        }

        @Override
        public void onGap() {
            channels.onGap();
        }
    }
}
