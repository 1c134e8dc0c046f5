package dev.carillon.access.ticket;

import dev.carillon.access.session.CredentialStatus;
import dev.carillon.identity.AdmittedCaller;
import dev.carillon.identity.Caller;
import dev.carillon.identity.CallerMechanism;
import dev.carillon.identity.SignInFault;
import dev.carillon.identity.SignInMethod;
import dev.carillon.route.Route;
import dev.carillon.route.Rules;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Signs in by {@code ?ticket=}, only on routes whose rules take one. A URL is written to logs and histories; by then
 * the ticket is worthless.
 */
@ApplicationScoped
class TicketMechanism extends CallerMechanism {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Tickets tickets;
    private final CredentialStatus credentials;

    @Inject
    TicketMechanism(Tickets tickets, CredentialStatus credentials) {
        this.tickets = tickets;
        this.credentials = credentials;
    }

    @Override
    public int getPriority() {
        return EXPLICIT + 1;
    }

    @Override
    protected SignInMethod way() {
        return SignInMethod.TICKET;
    }

    @Override
    protected Uni<Caller> caller(RoutingContext context) {
        Rules.Tickets use = Route.tickets(context);
        String ticket =
                use == Rules.Tickets.NOT_TAKEN ? null : context.request().getParam("ticket");
        if (ticket == null) {
            return Uni.createFrom().nullItem();
        }
        if (!FORM.matcher(ticket).matches()) {
            return rejected(SignInFault.MALFORMED, null);
        }
        return Uni.createFrom()
                .completionStage(() -> find(ticket, use).toCompletionStage())
                .onItemOrFailure()
                .transformToUni((owner, failure) -> {
                    if (failure != null) {
                        return undecided(context);
                    }
                    return owner.map(this::inForce).orElseGet(CallerMechanism::rejected);
                });
    }

    private Future<Optional<AdmittedCaller>> find(String ticket, Rules.Tickets use) {
        return use == Rules.Tickets.REDEEMED ? tickets.redeem(ticket) : tickets.look(ticket);
    }

    /** The ticket's credential may have ended since, or belong to another user. */
    private Uni<Caller> inForce(AdmittedCaller owner) {
        return credentials
                .hasEnded(owner)
                .flatMap(ended -> ended ? rejected() : Uni.createFrom().item(owner.caller()));
    }
}
