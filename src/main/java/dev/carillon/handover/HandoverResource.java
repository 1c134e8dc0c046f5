package dev.carillon.handover;

import dev.carillon.audit.AuditEvent;
import dev.carillon.audit.RequestAudit;
import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.problem.BodyValidator;
import dev.carillon.problem.Forbidden;
import dev.carillon.problem.InvalidField;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import dev.carillon.webhook.TypePattern;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;

/** The rules of an organization, for its back ends and administrators. */
@Path("/api/handover")
@Blocking
@Cache(noStore = true)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks")
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(responseCode = "403", description = "The caller is neither a backend nor an administrator")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class HandoverResource {

    private final RuleStore store;
    private final DefaultRules defaults;
    private final HandoverConfig config;
    private final SecurityIdentity identity;
    private final BodyValidator validator;

    HandoverResource(
            RuleStore store,
            DefaultRules defaults,
            HandoverConfig config,
            SecurityIdentity identity,
            BodyValidator validator) {
        this.store = store;
        this.defaults = defaults;
        this.config = config;
        this.identity = identity;
        this.validator = validator;
    }

    @GET
    @Rules(Effect.READS)
    @Cost(10)
    @KeyAccess(Need.MANAGE)
    @Operation(
            operationId = "getHandoverRules",
            summary = "The organization's rules of hand-over, or those of the configuration if it has none")
    @APIResponse(responseCode = "200", description = "The rules, in their order")
    public HandoverRules get() {
        List<HandoverRule> own = store.list(manager().organizationId());
        return new HandoverRules(own.isEmpty() ? defaults.rules() : own);
    }

    /** Notifications that have been created already keep the time that they have. */
    @PUT
    @Rules(Effect.ACTS)
    @Cost(20)
    @KeyAccess(Need.MANAGE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "putHandoverRules",
            summary = "Replace the organization's rules of hand-over; without any, those of the configuration hold")
    @APIResponse(responseCode = "200", description = "The rules as they are now")
    @APIResponse(responseCode = "400", description = "A field is at fault")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public HandoverRules put(@Context RoutingContext context, @RequestBody(required = true) HandoverRules wanted) {
        Caller caller = manager();
        validator.required(wanted);
        List<HandoverRule> rules = wanted.rules();
        if (rules == null) {
            throw new InvalidField("rules", "is missing");
        }
        check(rules);
        store.replace(caller.organizationId(), rules);
        RequestAudit.note(context, new AuditEvent.HandoverRulesReplaced(rules.size()));
        return get();
    }

    private Caller manager() {
        Caller caller = Caller.of(identity);
        if (!caller.isBackend() && !caller.isAdmin()) {
            throw new Forbidden("Only a backend or an administrator may set rules of hand-over.");
        }
        return caller;
    }

    private void check(List<HandoverRule> rules) {
        if (rules.size() > config.maxRules()) {
            throw new InvalidField("rules", "must not be more than " + config.maxRules());
        }
        for (int i = 0; i < rules.size(); i++) {
            HandoverRule rule = rules.get(i);
            String field = "rules[" + i + "]";
            if (rule == null || rule.types() == null || !TypePattern.isValid(rule.types())) {
                throw new InvalidField(field + ".types", "must be a type, with an optional * at its end");
            }
            Integer after = rule.afterSeconds();
            long most = config.maxAfter().toSeconds();
            if (after != null && (after < 0 || after > most)) {
                throw new InvalidField(field + ".afterSeconds", "must be a whole number from 0 to " + most);
            }
            List<String> media = rule.media();
            if (media != null && (media.isEmpty() || !HandoverMedium.labels().containsAll(media))) {
                throw new InvalidField(field + ".media", "must be of " + String.join(", ", HandoverMedium.labels()));
            }
        }
    }
}
