package dev.carillon.broadcast;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The way of a notification from the commit to the clients of all pods. */
@ConfigMapping(prefix = "carillon.broadcast")
public interface BroadcastConfig {

    /** How many of an organization's newest notifications a pod keeps in memory for clients that are behind. */
    @WithDefault("1024")
    int recentLogEvents();

    /** How many bytes these may take per organization; the oldest go first. */
    @WithDefault("1048576")
    int recentLogBytes();

    /**
     * How much memory the recent logs of all organizations may take together, by an estimate; beyond it those are given
     * up that had nothing new for longest. Clients that come back are then served from the
     * database.
     */
    @WithDefault("64M")
    MemorySize recentLogsBytes();

    /** How many ids one page holds that a pod loads for clients that are further behind than the recent log. */
    @WithDefault("256")
    int pageSize();

    /** How many loaded pages of an organization a pod keeps; a herd of clients shares them. */
    @WithDefault("8")
    int cachedPages();

    /** How long a message that came too early waits for the one before it, ere the gap is loaded from the database. */
    @WithDefault("100ms")
    Duration reorderWindow();

    /** How many messages that came too early are kept per organization; what is above comes from the database. */
    @WithDefault("1000")
    int earlyMessages();

    /** How often a pod compares what it has delivered with the database; plus or minus a fifth. */
    @WithDefault("2s")
    Duration positionCheck();

    /** The same while the bus is silent and the database is the only source. */
    @WithDefault("1s")
    Duration positionCheckWithoutBus();

    /** How long a channel stays subscribed after its last client has left, against flapping. */
    @WithDefault("30s")
    Duration unsubscribeGrace();

    /** How long a new channel waits for Redis to confirm its subscription before it goes on without. */
    @WithDefault("1s")
    Duration subscribeTimeout();

    /** How many published and received notifications, and how many ended streams, a pod remembers for support. */
    @WithDefault("10000")
    int trailSize();

    /**
     * From how many clients of an organization on one event loop on a notification is handed to the kernel for all of
     * them at once, by {@code io_submit(2)}; 0 for never. Needs Linux on x86 or ARM, and a sandbox that has that call, as
     * containers usually do; else each client takes a system call of its own.
     */
    @WithDefault("4")
    int jointSendClients();

    /** How long to wait before the database is asked again after it failed. */
    @WithDefault("500ms")
    Duration loadRetry();
}
