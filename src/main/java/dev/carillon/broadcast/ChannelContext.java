package dev.carillon.broadcast;

import dev.carillon.bus.BusRejections;
import dev.carillon.bus.ChannelBus;
import dev.carillon.fanout.FanOutMetrics;
import dev.carillon.fanout.RecentLogBudget;
import dev.carillon.insight.Trail;
import dev.carillon.socket.JointSends;
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
        FanOutMetrics fanOutMetrics,
        BusRejections rejections,
        Trail trail,
        DeliveryTraces traces,
        JointSends jointSends,
        RecentLogBudget recentLogs,
        Runnable onRecentLogsFull,
        Clock clock) {}
