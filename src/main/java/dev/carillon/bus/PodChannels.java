package dev.carillon.bus;

import java.util.UUID;

/** Names of the channels between pods. They begin with a character that no organization's id can have. */
public final class PodChannels {

    /** Every pod listens to it. */
    public static final String EVERY_POD = "*";

    private static final String ONE_POD = "*pod-";

    private final String ownChannel;

    /** @param podName for those who look into Redis; nothing keeps two pods from having the same */
    public PodChannels(String podName) {
        this.ownChannel = ONE_POD + podName + ":" + UUID.randomUUID();
    }

    /** Only this pod listens to it. */
    public String ownChannel() {
        return ownChannel;
    }

    /** Pods listen to it while they want a topic. */
    public static String topic(String word) {
        return EVERY_POD + word;
    }

    /** False for an organization's channel. */
    public static boolean isBetweenPods(String channel) {
        return channel.startsWith(EVERY_POD);
    }

    /** Whether only one pod listens to this channel. */
    public static boolean isOfOnePod(String channel) {
        return channel.startsWith(ONE_POD);
    }

    /** Whether a message on this channel is for this pod as a whole, and not for a topic. */
    public boolean isForThisPod(String channel) {
        return channel.equals(EVERY_POD) || channel.equals(ownChannel);
    }
}
