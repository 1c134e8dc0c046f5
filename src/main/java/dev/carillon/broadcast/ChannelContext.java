package dev.carillon.broadcast;

import dev.carillon.bus.BusRejectionCounter;
import dev.carillon.bus.ChannelBus;
import dev.carillon.fanout.FanOutMetrics;
import dev.carillon.fanout.RecentLogBudget;
import dev.carillon.insight.DeliveryHistory;
import dev.carillon.socket.IoSubmitSupport;
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
        BusRejectionCounter rejectionCounter,
        DeliveryHistory deliveryHistory,
        DeliveryTraces traces,
        IoSubmitSupport ioSubmit,
        RecentLogBudget recentLogs,
        Runnable onRecentLogsFull,
        Clock clock) {}
