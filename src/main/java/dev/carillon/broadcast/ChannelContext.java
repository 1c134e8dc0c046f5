package dev.carillon.broadcast;

import java.time.Clock;

/** What all channels of a pod share. */
record ChannelContext(
        ChannelBus bus,
        LogReader reader,
        BroadcastConfig config,
        BroadcastMetrics metrics,
        Trail trail,
        DeliveryTraces traces,
        JointSends jointSends,
        Clock clock) {}
