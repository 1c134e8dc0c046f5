package dev.carillon.push;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Web Push: the keys that pods push with, the browsers of users, and how messages are sent to them. */
@ConfigMapping(prefix = "carillon.push")
public interface PushConfig {

    /**
     * The public VAPID key that browsers subscribe with, as {@code create-vapid-keys} prints it. Without the keys there is no
     * push. With another one, browsers subscribe again when their page is opened next.
     */
    Optional<String> publicKey();

    /** The private VAPID key that signs each request to a push service, the same on all pods. */
    Optional<String> privateKey();

    /** Where a push service can reach the operator of this installation: {@code mailto:} or {@code https://}. */
    Optional<String> subject();

    /**
     * The push services that browsers may name, such as {@code fcm.googleapis.com,*.push.apple.com}. By default any one that
     * {@code carillon.outgoing} lets be called.
     */
    Optional<List<String>> services();

    /**
     * Push services to which nothing is sent when a notification was seen elsewhere, as they end a subscription that shows
     * nothing for a message.
     */
    @WithDefault("*.push.apple.com")
    List<String> withdrawNothingFrom();

    /** How many browsers a user may have. The one that was not opened for longest ends. */
    @WithDefault("10")
    int maxPerUser();

    /** How many messages may wait for one browser. It gets no more then. */
    @WithDefault("100")
    int maxWaiting();

    /** How many requests a pod may have in flight. */
    @WithDefault("128")
    int maxInFlight();

    /** How many of these may be to one push service. */
    @WithDefault("64")
    int maxInFlightPerService();

    /** How many of all may be to push services that were slow or failed the last time. */
    @WithDefault("96")
    int maxInFlightToSlow();

    /** A push service that takes longer than this to answer is slow. */
    @WithDefault("5s")
    Duration slowAfter();

    /** How long a pod that has claimed a message is waited for. Must be longer than {@code carillon.outgoing.timeout}. */
    @WithDefault("60s")
    Duration lease();

    /** Time between two looks for messages while there are some. */
    @WithDefault("100ms")
    Duration poll();

    /** The same after a second without any. */
    @WithDefault("1s")
    Duration pollIdle();

    /** How long a push service keeps a message for a browser that it cannot reach; less if the notification expires. */
    @WithDefault("24h")
    Duration timeToLive();

    /** The longest delay before the first repetition. The real one is between 0 and this, at random. */
    @WithDefault("5s")
    Duration firstRetry();

    /** The longest delay before any repetition; it doubles from one to the next until then. */
    @WithDefault("1h")
    Duration maxRetry();

    /** How many attempts a message has, until it is dead. */
    @WithDefault("10")
    int maxAttempts();

    /** How long a message may wait for its delivery, until it is dead. */
    @WithDefault("24h")
    Duration giveUpAfter();

    /** The longest time for which a push service that asks for it is left alone. */
    @WithDefault("15m")
    Duration maxHold();

    /** How long messages are kept. A notification that is seen later than this is not withdrawn from browsers. */
    @WithDefault("7d")
    Duration keep();

    /** How long a browser is kept whose page is not opened. */
    @WithDefault("180d")
    Duration keepUnused();
}
