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
        SendRings rings,
        Clock clock) {}
