package dev.carillon.trpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.inbox.Inbox;
import dev.carillon.inbox.InboxChange;
import dev.carillon.inbox.InboxQuery;
import dev.carillon.inbox.SeenRequest;
import dev.carillon.limit.PageRows;
import dev.carillon.notification.AppendOutcome;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationJson;
import dev.carillon.preference.OwnPreferences;
import dev.carillon.preference.PreferencesChange;
import dev.carillon.publish.NotificationPublisher;
import dev.carillon.publish.PublishRequest;
import dev.carillon.publish.ScheduledCreates;
import dev.carillon.schedule.ScheduleOutcome;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The procedures of the Express application's {@code notifications} router: its component works unchanged. Those that it has not
 * are in the same router, so that an application sends all of them here by one condition.
 */
@Singleton
class NotificationProcedures {

    static final String SET_PREFERENCES = "notifications.setPreferences";

    private static final Map<String, Boolean> SUCCESS = Map.of("success", true);

    // The Express application's router returns this many if no limit is given.
    private static final int SEED_LIMIT = 50;

    private final NotificationPublisher publisher;
    private final ScheduledCreates scheduled;
    private final Inbox inbox;
    private final OwnPreferences preferences;
    private final TrpcInput input;
    private final ExecutorService blocking;
    private final Map<String, Procedure> procedures;

    @Inject
    NotificationProcedures(
            NotificationPublisher publisher,
            ScheduledCreates scheduled,
            Inbox inbox,
            OwnPreferences preferences,
            TrpcInput input,
            @VirtualThreads ExecutorService blocking) {
        this.publisher = publisher;
        this.scheduled = scheduled;
        this.inbox = inbox;
        this.preferences = preferences;
        this.input = input;
        this.blocking = blocking;
        this.procedures = procedures();
    }

    private Map<String, Procedure> procedures() {
        return Map.of(
                "notifications.create",
                new Procedure(true, Need.PUBLISH, this::create),
                "notifications.schedule",
                new Procedure(true, Need.PUBLISH, this::schedule),
                "notifications.list",
                new Procedure(false, Need.READ, this::list),
                "notifications.unread",
                new Procedure(false, Need.READ, this::unread),
                "notifications.markAsRead",
                new Procedure(true, Need.USERS_ONLY, this::markAsRead),
                "notifications.markAllAsRead",
                new Procedure(true, Need.USERS_ONLY, this::markAllAsRead),
                "notifications.markAllAsSeen",
                new Procedure(true, Need.USERS_ONLY, this::markAllAsSeen),
                "notifications.delete",
                new Procedure(true, Need.USERS_ONLY, this::delete),
                "notifications.preferences",
                new Procedure(false, Need.USERS_ONLY, this::preferences),
                SET_PREFERENCES,
                new Procedure(true, Need.USERS_ONLY, this::setPreferences));
    }

    /** Null where there is none. */
    @Nullable
    Procedure find(String path) {
        return procedures.get(path);
    }

    private CompletionStage<?> create(Caller caller, @Nullable JsonNode given) {
        PublishRequest request = input.required(given, PublishRequest.class);
        if (request.deliverAt() != null) {
            return later(caller, request);
        }
        return publisher.publish(caller, request, null).thenApply(outcome -> {
            List<RawValue> answers = stored(outcome).stream()
                    .map(NotificationProcedures::written)
                    .toList();
            return request.userIds() == null ? answers.get(0) : answers;
        });
    }

    /** The same as {@code create} with {@code deliverAt}, under a name whose result has one type. */
    private CompletionStage<?> schedule(Caller caller, @Nullable JsonNode given) {
        PublishRequest request = input.required(given, PublishRequest.class);
        if (request.deliverAt() == null) {
            throw new TrpcFailure(TrpcCode.BAD_REQUEST, "deliverAt is missing");
        }
        return later(caller, request);
    }

    private CompletionStage<?> later(Caller caller, PublishRequest request) {
        return scheduled.schedule(caller, request, null).thenApply(outcome -> {
            List<ScheduleOutcome.Scheduled> answers = accepted(outcome);
            return request.userIds() == null ? answers.get(0) : answers;
        });
    }

    private static List<ScheduleOutcome.Scheduled> accepted(ScheduleOutcome outcome) {
        if (outcome instanceof ScheduleOutcome.Accepted accepted) {
            return accepted.scheduled();
        }
        throw new TrpcFailure(TrpcCode.CONFLICT, "The organization has reached its limit of scheduled notifications.");
    }

    private static List<Notification> stored(AppendOutcome outcome) {
        if (outcome instanceof AppendOutcome.Stored stored) {
            return stored.notifications();
        }
        throw new IllegalStateException("A create request without an idempotency key is always stored");
    }

    private CompletionStage<?> list(Caller caller, @Nullable JsonNode given) {
        ListInput wanted = input.optional(given, ListInput.class, ListInput.NONE);
        int limit = wanted.limit() == null ? SEED_LIMIT : wanted.limit();
        InboxQuery query = InboxQuery.newest(limit, Boolean.TRUE.equals(wanted.unreadOnly()), wanted.cursor());
        return onWorker(() -> inbox.page(caller, query).notifications());
    }

    /**
     * The unread notifications: the Express application's component shows the length of this array in its badge, up to
     * "9+".
     */
    private CompletionStage<?> unread(Caller caller, @Nullable JsonNode given) {
        InboxQuery query = InboxQuery.newest(PageRows.MAX, true, null);
        return onWorker(() -> inbox.page(caller, query).notifications());
    }

    private CompletionStage<?> markAsRead(Caller caller, @Nullable JsonNode given) {
        long id = input.required(given, IdInput.class).value();
        return onWorker(() -> inbox.change(caller, id, new InboxChange(true, null)));
    }

    private CompletionStage<?> markAllAsRead(Caller caller, @Nullable JsonNode given) {
        return onWorker(() -> {
            inbox.readThrough(caller, Long.MAX_VALUE);
            return SUCCESS;
        });
    }

    /** Up to an id if one is given, else all. */
    private CompletionStage<?> markAllAsSeen(Caller caller, @Nullable JsonNode given) {
        long through =
                input.optional(given, SeenRequest.class, SeenRequest.EVERYTHING).through();
        return onWorker(() -> inbox.seenThrough(caller, through));
    }

    private CompletionStage<?> delete(Caller caller, @Nullable JsonNode given) {
        long id = input.required(given, IdInput.class).value();
        return onWorker(() -> {
            inbox.delete(caller, id);
            return SUCCESS;
        });
    }

    private CompletionStage<?> preferences(Caller caller, @Nullable JsonNode given) {
        return onWorker(() -> preferences.of(caller));
    }

    private CompletionStage<?> setPreferences(Caller caller, @Nullable JsonNode given) {
        PreferencesChange change = input.required(given, PreferencesChange.class);
        return onWorker(() -> preferences.set(caller, change));
    }

    private <T> CompletionStage<T> onWorker(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, blocking);
    }

    /** Written as elsewhere, and not read again: it is committed, so nothing may fail any more. */
    private static RawValue written(Notification notification) {
        return new RawValue(new String(NotificationJson.write(notification), StandardCharsets.UTF_8));
    }
}
