package dev.carillon.broadcast;

import java.time.Clock;

/**
 * What all channels of a pod share.
 *
 * @param onRecentLogsFull from any thread: the recent logs together take more than they may
 */
record ChannelContext(
        ChannelBus bus,
        LogReader reader,
        BroadcastConfig config,
        BroadcastMetrics metrics,
        Trail trail,
        DeliveryTraces traces,
        JointSends jointSends,
        RecentLogBudget recentLogs,
        Runnable onRecentLogsFull,
        Clock clock) {}
