package dev.carillon.broadcast;

import dev.carillon.bus.BusRejectionCounter;
import dev.carillon.bus.ByteBudget;
import dev.carillon.bus.ChannelBus;
import dev.carillon.fanout.FanOutMetrics;
import dev.carillon.fanout.PageBudget;
import dev.carillon.fanout.RecentLogBudget;
import dev.carillon.insight.DeliveryHistory;
import dev.carillon.socket.IoSubmitSupport;
import java.time.Clock;

/**
 * Everything that the channels of a pod share.
 *
 * @param onRecentLogsFull called on any thread when the recent logs together exceed their budget
 */
record ChannelContext(
        ChannelBus bus,
        LogReader reader,
        BroadcastConfig config,
        BroadcastMetrics metrics,
        FanOutMetrics fanOutMetrics,
        BusRejectionCounter rejectionCounter,
        DeliveryHistory deliveryHistory,
        LegacyLogLines lines,
        DeliveryTraces traces,
        IoSubmitSupport ioSubmit,
        RecentLogBudget recentLogs,
        ByteBudget queued,
        PageBudget pages,
        Runnable onRecentLogsFull,
        Clock clock) {}
