package dev.carillon.diagnosis;

import dev.carillon.audit.AuditEvent;
import dev.carillon.audit.RequestAudit;
import dev.carillon.handover.HandoverReport;
import dev.carillon.handover.HandoverReports;
import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.limit.Cost.Takes;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationLog;
import dev.carillon.problem.Forbidden;
import dev.carillon.problem.InvalidField;
import dev.carillon.push.report.PushReport;
import dev.carillon.push.report.PushReports;
import dev.carillon.receipt.ClientPositions;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import dev.carillon.tenancy.OpaqueId;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Lets support ask why a user did not see a notification. For backends and administrators of its organization. */
@Path("/api/notifications/{id}/diagnosis")
@Tag(name = "Diagnosis")
@Blocking
public class DiagnosisResource {

    private final NotificationLog log;
    private final ClientPositions positions;
    private final HandoverReports handovers;
    private final PushReports pushes;
    private final PodQuestions pods;
    private final DiagnosisConfig config;
    private final Clock clock;
    private final SecurityIdentity identity;

    DiagnosisResource(
            NotificationLog log,
            ClientPositions positions,
            HandoverReports handovers,
            PushReports pushes,
            PodQuestions pods,
            DiagnosisConfig config,
            Clock clock,
            SecurityIdentity identity) {
        this.log = log;
        this.positions = positions;
        this.handovers = handovers;
        this.pushes = pushes;
        this.pods = pods;
        this.config = config;
        this.clock = clock;
        this.identity = identity;
    }

    /** Waits for the other pods for up to {@code carillon.diagnosis.patience}. */
    @GET
    @Rules(Effect.READS)
    @Cost(value = 100, takes = Takes.QUERY)
    @KeyAccess(Need.READ)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "diagnoseNotification",
            summary =
                    "Why a user did not see a notification: created, published, received, written, acknowledged, handed over")
    @APIResponse(responseCode = "200", description = "The known facts, and those that are no longer known")
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", description = "The caller is neither a backend nor an administrator")
    @APIResponse(responseCode = "404", description = "No such notification")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public Uni<Diagnosis> diagnose(
            @Context RoutingContext context,
            @PathParam("id") long id,
            @Parameter(description = "The user who did not see it", required = true) @QueryParam("user") String user) {
        Caller caller = Caller.of(identity);
        if (!caller.isBackend() && !caller.isAdmin()) {
            throw new Forbidden("Only a backend or an administrator may ask about others.");
        }
        if (user == null || !OpaqueId.isValid(user)) {
            throw new InvalidField("user", "must be 1 to 64 of A-Z a-z 0-9 _ . : @ -");
        }
        RequestAudit.note(context, new AuditEvent.DiagnosisAsked(id, user));
        String organization = caller.organizationId();
        Notification notification = log.find(organization, id).orElseThrow(NotFoundException::new);
        List<Diagnosis.Acknowledgement> acknowledgements =
                positions.deliveries(organization, id, user, config.maxClients()).stream()
                        .map(Diagnosis.Acknowledgement::of)
                        .toList();
        boolean isForUser = notification.recipient().includes(user);
        HandoverReport handover = isForUser ? handovers.of(notification) : null;
        PushReport push = isForUser ? pushes.of(notification, user) : null;
        PodQuestions.Question question = new PodQuestions.Question(organization, id, user, notification.type());
        return Uni.createFrom()
                .completionStage(() -> pods.ask(question))
                .map(reports -> diagnosis(notification, user, acknowledgements, handover, push, reports));
    }

    private Diagnosis diagnosis(
            Notification notification,
            String user,
            List<Diagnosis.Acknowledgement> acknowledgements,
            @Nullable HandoverReport handover,
            @Nullable PushReport push,
            List<PodReport> reports) {
        Instant createdAt = notification.createdAt();
        boolean acknowledged = acknowledgements.stream().anyMatch(Diagnosis.Acknowledgement::acknowledged);
        return new Diagnosis(
                notification.id(),
                user,
                Verdict.of(notification.recipient().includes(user), acknowledged, createdAt, reports),
                createdAt,
                !notification.isCurrent(clock.instant()),
                acknowledgements,
                handover,
                push,
                reports,
                unknown(acknowledgements, reports));
    }

    private static List<String> unknown(List<Diagnosis.Acknowledgement> acknowledgements, List<PodReport> reports) {
        List<String> unknown = new ArrayList<>();
        unknown.add("pods that did not answer in time, and pods that are gone, are not listed");
        if (reports.stream().map(PodReport::publishedAt).noneMatch(Objects::nonNull)) {
            unknown.add("which pod published it, and when");
        }
        if (reports.stream().map(PodReport::receivedAt).noneMatch(Objects::nonNull)) {
            unknown.add("when it came to which pods");
        }
        if (acknowledgements.isEmpty()) {
            unknown.add("whether the page has shown it: none of the user's clients acknowledges");
        }
        return unknown;
    }
}
