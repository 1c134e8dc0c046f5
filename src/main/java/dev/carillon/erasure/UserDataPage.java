package dev.carillon.erasure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.carillon.handover.Handover;
import dev.carillon.preference.QuietHours;
import dev.carillon.preference.TypePreference;
import dev.carillon.preference.UserPreferences;
import dev.carillon.schedule.ScheduledNotification;
import dev.carillon.webhook.UserEvents.UserEvent;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One page of a user's data. Notifications come first, in the order of their ids, then what is scheduled, then events for
 * webhooks.
 *
 * @param inbox on the first page only
 * @param clients on the first page only
 * @param looks on the first page only
 * @param preferences on the first page only; the settings of the organization are not in it
 * @param pushSubscriptions on the first page only
 * @param nextAfter the value of {@code after} for the next page; null on the last one
 */
@Schema(
        name = "UserDataPage",
        requiredProperties = {"userId", "notifications", "scheduled", "events", "nextAfter"})
public record UserDataPage(
        @Schema(examples = "26") String userId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ReadState inbox,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<KnownClient> clients,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<KeptLook> looks,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable KeptPreferences preferences,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<PushedBrowser> pushSubscriptions,
        List<KeptNotification> notifications,
        List<ScheduledNotification> scheduled,
        List<UserEvent> events,
        @Schema(nullable = true, examples = "97") @Nullable String nextAfter) {

    public UserDataPage {
        notifications = List.copyOf(notifications);
        scheduled = List.copyOf(scheduled);
        events = List.copyOf(events);
    }

    /** How far the user has read and seen the inbox. */
    @Schema(
            name = "ReadState",
            requiredProperties = {"readThrough", "seenThrough", "changes"})
    public record ReadState(
            @Schema(examples = "96") long readThrough,
            @Schema(examples = "97") long seenThrough,
            @Schema(examples = "12") long changes) {}

    /** The user's own preferences. */
    @Schema(
            name = "KeptPreferences",
            requiredProperties = {"version", "types", "quietHours"})
    public record KeptPreferences(
            @Schema(examples = "3") long version,
            List<TypePreference> types,
            @Schema(nullable = true) @Nullable QuietHours quietHours) {

        static KeptPreferences of(UserPreferences preferences) {
            return new KeptPreferences(preferences.version(), preferences.types(), preferences.quietHours());
        }
    }

    /** A browser that the user has notifications pushed to. */
    @Schema(
            name = "PushedBrowser",
            requiredProperties = {"id", "endpoint", "page", "createdAt", "renewedAt"})
    public record PushedBrowser(
            @Schema(examples = "5f2b7c9e0d1a4b3c8e6f7a9b0c1d2e3f")
            String id,

            @Schema(examples = "https://push.example.net/wpush/v2/gAAAA")
            String endpoint,

            @Schema(examples = "https://app.example.com/inbox")
            String page,

            @Schema(format = "date-time") String createdAt,
            @Schema(format = "date-time") String renewedAt) {}

    /** One of the user's clients that have acknowledged something. */
    @Schema(
            name = "KnownClient",
            requiredProperties = {"clientId", "acknowledged", "seenAt"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KnownClient(
            @Schema(examples = "26-21-1766811521000") String clientId,
            @Schema(examples = "97") long acknowledged,
            @Schema(format = "date-time") @Nullable String acknowledgedAt,
            @Schema(format = "date-time") String seenAt) {}

    /** One time at which the user has looked: everything after one id, up to another, was seen then. */
    @Schema(
            name = "KeptLook",
            requiredProperties = {"seenAfter", "seenThrough", "at"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KeptLook(
            @Schema(examples = "90") long seenAfter,
            @Schema(examples = "97") long seenThrough,

            @Schema(examples = "26-21-1766811521000") @Nullable
            String clientId,

            @Schema(format = "date-time") String at) {}

    /**
     * A notification that the user was sent, or one for everybody that the user has marked. Fields that were not given are
     * left out.
     *
     * @param handover the word of its sender, in place of the rules
     * @param markedAt when the user has first read, archived or deleted it by itself, if that is known
     * @param markedBy the client on which that was
     */
    @Schema(
            name = "KeptNotification",
            requiredProperties = {
                "id",
                "type",
                "title",
                "message",
                "createdAt",
                "isRead",
                "isSeen",
                "isArchived",
                "isDeleted"
            })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KeptNotification(
            @Schema(examples = "42") long id,
            @Schema(enumeration = "organization") @Nullable String audience,
            @Schema(examples = "session_created") String type,
            String title,
            String message,
            @Nullable String actionUrl,
            @Schema(format = "date-time") String createdAt,

            @Schema(type = SchemaType.OBJECT, additionalProperties = Schema.True.class) @JsonRawValue @Nullable
            String data,

            @Schema(format = "date-time") @Nullable String expiresAt,
            @Nullable String collapseKey,
            @Nullable Handover handover,
            @Schema(format = "date-time") @Nullable String updatedAt,
            boolean isRead,
            boolean isSeen,
            boolean isArchived,
            boolean isDeleted,
            @Schema(format = "date-time") @Nullable String markedAt,

            @Schema(examples = "26-21-1766811521000") @Nullable
            String markedBy) {}
}
