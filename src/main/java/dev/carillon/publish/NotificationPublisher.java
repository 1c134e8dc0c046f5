package dev.carillon.publish;

import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.identity.Caller;
import dev.carillon.notification.Committed;
import dev.carillon.notification.Draft;
import dev.carillon.notification.Extras;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.Submission;
import dev.carillon.problem.BadField;
import dev.carillon.sse.SseText;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;

/** The only writer: appends to the log, and once that is committed hands it to the broadcaster, in this order. */
@Singleton
public class NotificationPublisher {

    private static final Logger LOG = Logger.getLogger(NotificationPublisher.class);

    private final PublishConfig config;
    private final Clock clock;
    private final NotificationBroadcaster broadcaster;
    private final GroupCommit groupCommit;

    @Inject
    NotificationPublisher(
            PublishConfig config,
            NotificationLog log,
            NotificationBroadcaster broadcaster,
            Clock clock,
            @VirtualThreads ExecutorService blocking) {
        this.config = config;
        this.clock = clock;
        this.broadcaster = broadcaster;
        this.groupCommit = new GroupCommit(log, blocking, config.groupSize(), config.maxPending(), this::broadcast);
    }

    /** From any thread. Completes once all are committed: one, or one for each of several users. */
    public CompletionStage<List<Notification>> publish(Caller caller, PublishRequest request) {
        return groupCommit.submit(caller.organizationId(), new Submission(drafts(caller, request)));
    }

    /** The same for a whole batch, in one transaction and in its order. */
    public CompletionStage<List<Notification>> publishAll(Caller caller, BatchRequest batch) {
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < batch.notifications().size(); i++) {
            try {
                drafts.addAll(drafts(caller, batch.notifications().get(i)));
            } catch (BadField e) {
                throw new BadField("notifications[" + i + "]." + e.field(), e.getMessage());
            }
        }
        if (drafts.size() > PublishRequest.MAX_AT_ONCE) {
            throw new BadField("notifications", "must not reach more than " + PublishRequest.MAX_AT_ONCE + " users");
        }
        return groupCommit.submit(caller.organizationId(), new Submission(drafts));
    }

    private List<Draft> drafts(Caller caller, PublishRequest request) {
        Draft draft = draft(caller, request);
        if (request.userIds() == null) {
            return List.of(draft);
        }
        return request.userIds().stream()
                .distinct()
                .map(userId -> draft.to(new Recipient.OneUser(userId)))
                .toList();
    }

    private Draft draft(Caller caller, PublishRequest request) {
        if (request.message().length() > config.maxMessageLength()) {
            throw new BadField("message", "must not be longer than " + config.maxMessageLength() + " characters");
        }
        String fault = request.actionUrl() == null ? null : ActionUrl.fault(request.actionUrl());
        if (fault != null) {
            throw new BadField("actionUrl", fault);
        }
        return new Draft(
                recipient(caller, request),
                request.type(),
                SseText.clean(request.title()),
                SseText.clean(request.message()),
                request.actionUrl() == null ? null : SseText.clean(request.actionUrl()),
                new Extras(
                        FreeData.text(request.data(), config.maxDataBytes()),
                        Expiry.parse(request.expiresAt(), clock.instant()),
                        request.collapseKey()));
    }

    private static Recipient recipient(Caller caller, PublishRequest request) {
        if (request.userIds() != null && (request.userId() != null || request.audience() != null)) {
            throw new BadField("userIds", "cannot be given together with userId or audience");
        }
        if (request.audience() == null) {
            return new Recipient.OneUser(request.userId() == null ? caller.userId() : request.userId());
        }
        if (request.userId() != null) {
            throw new BadField("audience", "cannot be given together with userId");
        }
        return new Recipient.WholeOrganization();
    }

    private void broadcast(String organizationId, Committed committed) {
        try {
            if (committed.notifications().size() > 1) {
                broadcaster.send(organizationId, committed);
            } else if (committed.notifications().get(0).recipient() instanceof Recipient.OneUser user) {
                broadcaster.sendToUser(user.userId(), organizationId, committed);
            } else {
                broadcaster.sendToOrganization(organizationId, committed);
            }
        } catch (RuntimeException e) {
            // It is committed, so its creator must not be told that it failed; the position check delivers it.
            LOG.errorf(e, "Committed but not broadcast: organizationId=%s", organizationId);
        }
    }
}
