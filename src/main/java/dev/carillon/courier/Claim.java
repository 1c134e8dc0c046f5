package dev.carillon.courier;

import dev.carillon.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that this pod sends next, and the lane that it holds for that time.
 *
 * @param lane the lane in its endpoint
 * @param number of the claim: a later one has a greater number, and this one is void then
 * @param attempts before this one
 * @param detail JSON of its data, if it is not about a notification
 * @param notification as it is now, where the event carries one
 * @param about the id of the notification
 */
record Claim(
        String organizationId,
        String endpointId,
        String lane,
        long number,
        long seq,
        String messageId,
        String event,
        Instant occurredAt,
        Duration queuedFor,
        int attempts,
        @Nullable String detail,
        String url,
        byte[] secret,
        byte @Nullable [] formerSecret,
        @Nullable Long about,
        @Nullable String userId,
        @Nullable Notification notification) {}
