package dev.carillon.broadcast;

import dev.carillon.bus.BusRejectionCounter;
import dev.carillon.bus.ByteBudget;
import dev.carillon.bus.ChannelBus;
import dev.carillon.bus.PodChannels;
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
import dev.carillon.tenancy.ReservedOrganization;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The front door, with the methods of the Express application's broadcaster. Clients come and go here, and committed
 * notifications are sent from here, now to the clients of every pod.
 */
public final class NotificationBroadcaster {

    private final ChannelBus bus;
    private final Clock clock;
    private final LiveStats liveStats;
    private final DeliveryHistory deliveryHistory;
    private final PodMessages podMessages;
    private final OrganizationChannels channels;
    private final PositionCheck positionCheck;
    private final ClientIds clientIds;
    private final LegacyLogLines lines;
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
        this.deliveryHistory = new DeliveryHistory(clock, config.trailSize());
        this.podMessages = new PodMessages(bus, podName, rejectionCounter);
        this.lines = new LegacyLogLines(config.logLinesPerSecond());
        DeliveryTraces traces = new DeliveryTraces(telemetry, podName);
        RecentLogBudget recentLogs =
                new RecentLogBudget(config.recentLogsBytes().asLongValue());
        ByteBudget queued = new ByteBudget(config.queuedBytes().asLongValue());
        PageBudget pages = new PageBudget(config.pagesBytes().asLongValue());
        ChannelContext context = new ChannelContext(
                bus,
                reader,
                config,
                metrics,
                fanOutMetrics,
                rejectionCounter,
                deliveryHistory,
                lines,
                traces,
                ioSubmit,
                recentLogs,
                queued,
                pages,
                () -> loop.execute(this::clearOldestRecentLogs),
                clock);
        this.channels = new OrganizationChannels(context, this::checkPosition);
        this.positionCheck = new PositionCheck(channels, context, loop, random);
        this.clientIds = new ClientIds(clock, random);
        metrics.gauge("recent.logs.bytes", "Estimated memory of all recent logs, in bytes", recentLogs::bytes);
        metrics.gauge("bus.queued.bytes", "Bytes of received messages that wait for their turn", queued::taken);
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
        if (!client.isPoll()) {
            lines.connected(client.id(), clients.size());
        }
        // Last, because the first write may already fill its socket and drain it again.
        subscription.begin();
    }

    /** On the client's loop: a client that is the pod itself. It is not counted, and the caller lets it leave. */
    public Subscription addOwnClient(Client client, LastEventId from) {
        HubShard hub = hubs.computeIfAbsent(client.loop(), loop -> new HubShard(loop, channels));
        Subscription subscription = hub.add(client, from);
        subscription.begin();
        return subscription;
    }

    /** On the client's loop, once its connection has ended; a second call does nothing. */
    public void removeClient(Client client) {
        Subscription removed = clients.remove(client);
        if (removed != null) {
            if (client.wasServed()) {
                deliveryHistory.ended(removed.trace(clock.instant(), null));
            }
            removed.leave();
            liveStats.left(client.organizationId());
            if (!client.isPoll()) {
                lines.disconnected(client.id(), clients.size());
            }
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
        if (!ReservedOrganization.is(organizationId)) {
            liveStats.committed(committed.notifications().size());
        }
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
        bus.publish(PodChannels.EVERY_POD, message);
        bus.publish(organizationId, message);
    }

    /** The same on this pod only, for what every pod finds out on its own. */
    public void disconnectHere(String organizationId, @Nullable String userId, @Nullable String credential) {
        BusMessage.Disconnect message = new BusMessage.Disconnect(organizationId, userId, credential);
        podMessages.onDisconnect(message);
        tellOwn(organizationId, message);
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

    /** Messages between pods, beside those of the organizations. */
    public PodMessages podMessages() {
        return podMessages;
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

    private final class Received implements ChannelBus.Receiver {

        @Override
        public void onMessage(String channel, byte[] message) {
            if (PodChannels.isBetweenPods(channel)) {
                podMessages.onMessage(channel, message);
            } else {
                channels.onMessage(channel, message);
            }
        }

        @Override
        public void onGap() {
            channels.onGap();
        }
    }
}
