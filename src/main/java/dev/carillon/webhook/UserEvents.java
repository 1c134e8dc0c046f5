package dev.carillon.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.carillon.notification.NotificationJson;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** All events that are about one user, in pages. Blocks. */
@Singleton
public class UserEvents {

    /** In the order of {@code webhook_delivery_of_user}. */
    private static final String PAGE = """
            select FIELDS, d.endpoint_id, d.seq, d.detail, d.looked_at, d.looked_by from webhook_delivery d
            where d.organization_id = ? and d.lane = ? and d.lane <> '' and (d.endpoint_id, d.seq) > (?, ?)
            order by d.endpoint_id, d.seq limit ?
            """.replace("FIELDS", DeliveryStore.FIELDS);

    private final Database database;

    @Inject
    UserEvents(Database database) {
        this.database = database;
    }

    /** A place among a user's events. */
    public record Place(String webhookId, long seq) {
        public static final Place START = new Place("", 0);
    }

    /**
     * A page.
     *
     * @param last the place of its last event; null if there are no others behind it
     */
    public record Page(List<UserEvent> events, @Nullable Place last) {
        public Page {
            events = List.copyOf(events);
        }
    }

    /**
     * An event, and the endpoint that it is for.
     *
     * @param data of an event that carries no notification
     * @param lookedAt when the user has looked, if it was dropped for that reason
     * @param lookedBy the client on which that was
     */
    @Schema(
            name = "UserEvent",
            requiredProperties = {"webhookId", "delivery"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record UserEvent(
            @Schema(examples = "5f0c6a9be2d4375a") String webhookId,
            WebhookDelivery delivery,

            @Schema(type = SchemaType.OBJECT, additionalProperties = Schema.True.class) @JsonRawValue @Nullable
            String data,

            @Schema(format = "date-time") @Nullable String lookedAt,
            @Nullable String lookedBy) {}

    public Page page(String organizationId, String userId, Place after, int limit) {
        Query page = Query.of(
                PAGE, DeliveryStore.LOGGED_ATTEMPTS, organizationId, userId, after.webhookId(), after.seq(), limit + 1);
        return database.query(organizationId, page, row -> {
            List<UserEvent> events = new ArrayList<>();
            Place last = after;
            while (row.next()) {
                if (events.size() == limit) {
                    return new Page(events, last);
                }
                last = new Place(row.getString(12), row.getLong(13));
                Instant lookedAt = Database.instant(row, 15);
                events.add(new UserEvent(
                        row.getString(12),
                        DeliveryStore.delivery(row),
                        row.getString(14),
                        lookedAt == null ? null : NotificationJson.isoMillis(lookedAt),
                        row.getString(16)));
            }
            return new Page(events, null);
        });
    }
}
