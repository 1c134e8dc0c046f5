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
 * Records requests when their answer's head is written: by its status, whoever has made it, so that no new rule can be
 * forgotten here, and whatever was noted on the way with the outcome that the status says.
 */
@Singleton
public class RequestAudit {

    // Before whatever may answer, as the headers of all answers are.
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
        RejectionRule refusal = RejectionRule.of(context, status);
        if (status == UNAUTHORIZED) {
            FailedSignIn failed = FailedSignIn.in(context);
            AuditEvent event = new AuditEvent.SignInFailed(failed.way(), failed.fault(), failed.claimed());
            audit.record(event, AuditOutcome.REFUSED, AuditContext.of(context));
        } else if (notes != null) {
            AuditContext auditContext = AuditContext.of(context);
            notes.forEach(event -> audit.record(event, AuditOutcome.of(status), auditContext));
        } else if (refusal != null) {
            audit.record(new AuditEvent.RequestRefused(refusal), AuditOutcome.REFUSED, AuditContext.of(context));
        }
    }

    /**
     * What this request is about, recorded once it is answered. Before the head of the answer, by whoever works for the
     * request; by one thread at a time.
     */
    public static void note(RoutingContext context, AuditEvent event) {
        List<AuditEvent> notes = context.get(NOTES);
        if (notes == null) {
            notes = new ArrayList<>(1);
            context.put(NOTES, notes);
        }
        notes.add(event);
    }

    /** At once, for a caller who has just been found out and is not in the request yet. */
    public void record(RoutingContext context, Caller caller, AuditEvent event) {
        audit.record(event, AuditOutcome.DONE, AuditContext.of(context, caller));
    }
}
