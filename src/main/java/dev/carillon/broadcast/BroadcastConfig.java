package dev.carillon.broadcast;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How notifications get from the commit to the clients of all pods. */
@ConfigMapping(prefix = "carillon.broadcast")
public interface BroadcastConfig {

    /** How many of an organization's newest notifications a pod keeps in memory for clients that are behind; rounded up
     * to a power of two, at least 16. */
    @WithDefault("1024")
    int recentLogEvents();

    /** How many bytes these notifications may take per organization; the oldest are dropped first. */
    @WithDefault("1048576")
    int recentLogBytes();

    /**
     * How much memory the recent logs of all organizations may take together, by an estimate. Beyond it, the logs that had
     * nothing new for longest are cleared; clients that come back are then served from the database.
     */
    @WithDefault("64M")
    MemorySize recentLogsBytes();

    /** How many ids a page holds. A pod loads pages for clients that are further behind than the recent log. */
    @WithDefault("256")
    int pageSize();

    /**
     * How much memory the loaded pages of all organizations may take together, by an estimate; the page that was loaded
     * first goes first. All clients that are behind share the pages.
     */
    @WithDefault("32M")
    MemorySize pagesBytes();

    /**
     * After how many pages of the organization's log a client that is still far behind reads on by its user's index, which
     * costs what the user was sent instead of what all were sent.
     */
    @WithDefault("4")
    int pagesBeforeUserIndex();

    /** How long a message that came too early waits for the one before it. Then the gap is loaded from the database. */
    @WithDefault("100ms")
    Duration reorderWindow();

    /** How many messages that came too early are kept per organization; further notifications come from the database. */
    @WithDefault("1000")
    int earlyMessages();

    /**
     * How much memory received messages may take while they wait for their organization's event loop or for the messages
     * before them, all organizations together. Further ones are dropped and counted; the position check delivers them.
     */
    @WithDefault("16M")
    MemorySize queuedBytes();

    /** How often a pod asks the database what was committed, to find what no message told; plus or minus a fifth. */
    @WithDefault("2s")
    Duration positionCheck();

    /** The same interval while the bus is silent and the database is the only source. */
    @WithDefault("1s")
    Duration positionCheckWithoutBus();

    /**
     * How often a pod compares the positions of all its organizations with the database. After the database could not be
     * asked, or was restarted, it does so at once.
     */
    @WithDefault("1m")
    Duration positionComparison();

    /** How many organizations are compared by one statement. */
    @WithDefault("3000")
    int positionComparisonSlice();

    /** How long a channel stays subscribed after its last client has left, in case one comes back. */
    @WithDefault("30s")
    Duration unsubscribeGrace();

    /** How long a new channel waits for Redis to confirm its subscription before it goes on without it. */
    @WithDefault("1s")
    Duration subscribeTimeout();

    /** How many commits, how many received notifications and how many ended streams a pod remembers for support. */
    @WithDefault("10000")
    int trailSize();

    /**
     * Minimum number of clients of an organization on one event loop for batched sends by {@code io_submit(2)}; 0 disables
     * them. Needs Linux on x86 or ARM, and a sandbox that allows the call, as containers usually do. Otherwise each client
     * takes a system call of its own.
     */
    @WithDefault("4")
    int jointSendClients();

    /**
     * How many lines a second a pod logs about clients that connect, about clients that disconnect, and about notifications
     * sent; each kind for itself. Further ones are left out, and the log says so once.
     */
    @WithDefault("100")
    int logLinesPerSecond();

    /**
     * How many writes to clients of one organization an event loop makes before other organizations get their turn. A single
     * notification is not divided.
     */
    @WithDefault("10000")
    int writesPerTurn();

    /** How long a pod waits after a failure before it asks the database again. */
    @WithDefault("500ms")
    Duration loadRetry();
}
