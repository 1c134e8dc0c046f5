package dev.carillon.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as it is now, and the hand-over of one notification to it.
 *
 * @param host of its address; the whole of it may hold a secret
 * @param wantsDue whether it wants hand-overs at all
 * @param wantsType whether it wants those of the notification's type
 * @param position the newest entry of the log that it was asked about
 * @param isFull whether as many events wait for it as may
 * @param holdUntil until when it is left alone, as it has failed
 * @param event null if there is none
 */
public record DueEvent(
        String webhookId,
        String host,
        Instant createdAt,
        boolean wantsDue,
        boolean wantsType,
        @Nullable Instant disabledAt,
        @Nullable String disabledBy,
        long position,
        boolean isFull,
        @Nullable Instant holdUntil,
        @Nullable State event) {

    /**
     * The state of an event.
     *
     * @param dueAt from when it is to be sent: the time of the rule, or the end of quiet hours, or that of a replay
     * @param settledAt null while it is planned or waits
     * @param lookedAt when its user has looked, if it was dropped for that reason and that is known
     * @param lookedBy the client that said so
     * @param needless why it will not be sent when its time has come, as the user's marks are now; null if it will
     */
    public record State(
            WebhookDelivery delivery,
            Instant dueAt,
            @Nullable Instant settledAt,
            @Nullable Instant lookedAt,
            @Nullable String lookedBy,
            @Nullable String needless) {}
}
