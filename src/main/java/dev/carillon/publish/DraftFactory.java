package dev.carillon.publish;

import dev.carillon.handover.Handover;
import dev.carillon.handover.HandoverConfig;
import dev.carillon.identity.Caller;
import dev.carillon.notification.Draft;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.change.ChangeRequest;
import dev.carillon.problem.InvalidField;
import dev.carillon.publish.change.UpdateRequest;
import dev.carillon.schedule.ScheduledDraft;
import dev.carillon.sse.SseText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns requests into drafts, by the rules that Bean Validation cannot express. */
@Singleton
public class DraftFactory {

    private final PublishConfig config;
    private final HandoverConfig handovers;
    private final Clock clock;

    @Inject
    DraftFactory(PublishConfig config, HandoverConfig handovers, Clock clock) {
        this.config = config;
        this.handovers = handovers;
        this.clock = clock;
    }

    /** One, or one for each of several users. */
    List<Draft> of(Caller caller, PublishRequest request) {
        Draft draft = draft(caller, request);
        if (request.userIds() == null) {
            return List.of(draft);
        }
        return request.userIds().stream()
                .distinct()
                .map(userId -> draft.to(new Recipient.OneUser(userId)))
                .toList();
    }

    /** For a whole batch, in its order. */
    List<Draft> of(Caller caller, BatchRequest batch) {
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < batch.notifications().size(); i++) {
            try {
                drafts.addAll(of(caller, batch.notifications().get(i)));
            } catch (InvalidField e) {
                throw new InvalidField("notifications[" + i + "]." + e.field(), e.detail());
            }
        }
        if (drafts.size() > PublishRequest.MAX_AT_ONCE) {
            throw new InvalidField(
                    "notifications", "must not reach more than " + PublishRequest.MAX_AT_ONCE + " users");
        }
        return drafts;
    }

    /** The same for a request with {@code deliverAt}. */
    List<ScheduledDraft> scheduled(Caller caller, PublishRequest request) {
        return scheduled(of(caller, request), request, "");
    }

    /** The same for a batch. Either all of it is scheduled or nothing is. */
    List<ScheduledDraft> scheduled(Caller caller, BatchRequest batch) {
        of(caller, batch);
        List<ScheduledDraft> scheduled = new ArrayList<>();
        for (int i = 0; i < batch.notifications().size(); i++) {
            PublishRequest request = batch.notifications().get(i);
            scheduled.addAll(scheduled(of(caller, request), request, "notifications[" + i + "]."));
        }
        return scheduled;
    }

    private static List<ScheduledDraft> scheduled(List<Draft> drafts, PublishRequest request, String path) {
        Instant at = DeliveryTime.parse(path + DeliveryTime.FIELD, request.deliverAt());
        return drafts.stream()
                .map(draft -> {
                    Instant expiresAt = draft.extras().expiresAt();
                    if (expiresAt != null && !expiresAt.isAfter(at)) {
                        throw new InvalidField(path + "expiresAt", "must lie after deliverAt");
                    }
                    return new ScheduledDraft(draft, at, path + DeliveryTime.FIELD);
                })
                .toList();
    }

    /** The new text of a notification, by the same rules. */
    public ChangeRequest.Text text(UpdateRequest request) {
        check(request.message(), request.actionUrl());
        return new ChangeRequest.Text(
                SseText.clean(request.title()),
                SseText.clean(request.message()),
                request.actionUrl() == null ? null : SseText.clean(request.actionUrl()),
                CustomData.text(request.data(), config.maxDataBytes(), config.maxDataDepth()));
    }

    private void check(String message, @Nullable String actionUrl) {
        if (message.length() > config.maxMessageLength()) {
            throw new InvalidField("message", "must not be longer than " + config.maxMessageLength() + " characters");
        }
        String fault = actionUrl == null ? null : ActionUrl.fault(actionUrl);
        if (fault != null) {
            throw new InvalidField("actionUrl", fault);
        }
    }

    private Draft draft(Caller caller, PublishRequest request) {
        check(request.message(), request.actionUrl());
        return new Draft(
                recipient(caller, request),
                request.type(),
                SseText.clean(request.title()),
                SseText.clean(request.message()),
                request.actionUrl() == null ? null : SseText.clean(request.actionUrl()),
                new OptionalFields(
                        CustomData.text(request.data(), config.maxDataBytes(), config.maxDataDepth()),
                        Expiry.parse(request.expiresAt(), clock.instant()),
                        request.collapseKey(),
                        null,
                        caller.userId(),
                        null,
                        handoverAfter(request)));
    }

    private @Nullable Integer handoverAfter(PublishRequest request) {
        Handover handover = request.handover();
        if (handover == null) {
            return null;
        }
        Integer after = handover.afterSeconds();
        if ((after == null) == (handover.never() == null)) {
            throw new InvalidField("handover", "must have afterSeconds or never, and not both");
        }
        if (after == null) {
            if (!Boolean.TRUE.equals(handover.never())) {
                throw new InvalidField("handover.never", "must be true");
            }
            return OptionalFields.NEVER_HANDED_OVER;
        }
        long most = handovers.maxAfter().toSeconds();
        if (after < 0 || after > most) {
            throw new InvalidField("handover.afterSeconds", "must be a whole number from 0 to " + most);
        }
        return after;
    }

    private static Recipient recipient(Caller caller, PublishRequest request) {
        if (request.userIds() != null && (request.userId() != null || request.audience() != null)) {
            throw new InvalidField("userIds", "cannot be given together with userId or audience");
        }
        if (request.audience() == null) {
            if (request.userId() == null && request.userIds() == null && caller.isBackend()) {
                throw new InvalidField("userId", "is missing: an API key has no notifications of its own");
            }
            return new Recipient.OneUser(request.userId() == null ? caller.userId() : request.userId());
        }
        if (request.userId() != null) {
            throw new InvalidField("audience", "cannot be given together with userId");
        }
        return new Recipient.WholeOrganization();
    }
}
