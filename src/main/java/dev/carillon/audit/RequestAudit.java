package dev.carillon.audit;

import dev.carillon.identity.Caller;
import dev.carillon.identity.FailedSignIn;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * Records requests when the head of their answer is written. A rejection is recorded by its status, so that no new rule can
 * be forgotten here. Events that were noted on the way are recorded with the outcome that the status implies.
 */
@Singleton
public class RequestAudit {

    // Before every filter that may answer, like the headers of all answers.
    private static final int FIRST = 2000;

    private static final int UNAUTHORIZED = 401;
    private static final String NOTES = RequestAudit.class.getName();

    private final Audit audit;

    @Inject
    RequestAudit(Audit audit) {
        this.audit = audit;
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, FIRST);
    }

    private void watch(RoutingContext context) {
        context.addHeadersEndHandler(head -> record(context, context.response().getStatusCode()));
        context.next();
    }

    private void record(RoutingContext context, int status) {
        List<AuditEvent> notes = context.get(NOTES);
        RejectionRule rejection = RejectionRule.of(context, status);
        if (status == UNAUTHORIZED) {
            FailedSignIn failed = FailedSignIn.in(context);
            AuditEvent event = new AuditEvent.SignInFailed(failed.way(), failed.fault(), failed.claimed());
            audit.record(event, AuditOutcome.REJECTED, AuditContext.of(context));
        } else if (notes != null) {
            AuditContext auditContext = AuditContext.of(context);
            notes.forEach(event -> audit.record(event, AuditOutcome.of(status), auditContext));
        } else if (rejection != null) {
            audit.record(new AuditEvent.RequestRejected(rejection), AuditOutcome.REJECTED, AuditContext.of(context));
        }
    }

    /**
     * Notes an event of this request, recorded once it is answered. Call before the head of the answer is written, from one
     * thread at a time.
     */
    public static void note(RoutingContext context, AuditEvent event) {
        List<AuditEvent> notes = context.get(NOTES);
        if (notes == null) {
            notes = new ArrayList<>(1);
            context.put(NOTES, notes);
        }
        notes.add(event);
    }

    /** Records an event at once, for a caller that was just authenticated and is not in the request yet. */
    public void record(RoutingContext context, Caller caller, AuditEvent event) {
        audit.record(event, AuditOutcome.DONE, AuditContext.of(context, caller));
    }
}
