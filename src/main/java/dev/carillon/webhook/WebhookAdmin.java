package dev.carillon.webhook;

import dev.carillon.identity.Caller;
import dev.carillon.notification.NotificationJson;
import dev.carillon.problem.Forbidden;
import dev.carillon.problem.InvalidField;
import dev.carillon.problem.Overloaded;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does what the owner of endpoints asks for. Blocks; never on an event loop. */
@Singleton
class WebhookAdmin {

    private static final int ID_BYTES = 8;
    private static final int DEFAULT_LIMIT = 20;
    // Some 200 KB with all their attempts.
    private static final int MAX_LIMIT = 100;
    private static final Set<String> STATES = Set.of("planned", "waiting", "delivered", "dead", "dropped");
    private static final String MESSAGE_ID = "msg_[0-9a-f]{32}";

    private final WebhookStore store;
    private final DeliveryStore deliveries;
    private final WebhookFields fields;
    private final SecretSeal seal;
    private final WebhookConfig config;
    private final SecureRandom random = new SecureRandom();

    @Inject
    WebhookAdmin(
            WebhookStore store, DeliveryStore deliveries, WebhookFields fields, SecretSeal seal, WebhookConfig config) {
        this.store = store;
        this.deliveries = deliveries;
        this.fields = fields;
        this.seal = seal;
        this.config = config;
    }

    /** @throws Forbidden if the caller may not manage endpoints */
    static Caller manager(SecurityIdentity identity) {
        Caller caller = Caller.of(identity);
        if (!caller.isBackend() && !caller.isAdmin()) {
            throw new Forbidden("Only a backend or an administrator may manage webhooks.");
        }
        return caller;
    }

    /** Empty if the organization has reached its limit. */
    Optional<CreatedWebhook> create(Caller caller, NewWebhook wanted) {
        String url = fields.url(wanted.url());
        String[] events = WebhookFields.events(wanted.events());
        String[] types = WebhookFields.types(wanted.types());
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        SigningSecret secret = newSecret();
        WebhookStore.NewEndpoint endpoint = new WebhookStore.NewEndpoint(
                caller.organizationId(),
                id,
                url,
                Objects.requireNonNullElse(wanted.description(), ""),
                events,
                types,
                seal.seal(secret, caller.organizationId(), id),
                caller.userId());
        return store.create(endpoint, config.maxPerOrganization())
                .map(about -> new CreatedWebhook(about, secret.text()));
    }

    private SigningSecret newSecret() {
        if (!seal.isThere()) {
            throw new Overloaded("Webhooks are off: carillon.webhooks.secrets has no secret.");
        }
        return seal.newSecret();
    }

    Webhooks list(Caller caller) {
        return new Webhooks(store.list(caller.organizationId()));
    }

    Optional<Webhook> find(Caller caller, String id) {
        return store.find(caller.organizationId(), id);
    }

    Optional<Webhook> change(Caller caller, String id, WebhookChange change) {
        if (change.url() != null) {
            fields.url(change.url());
        }
        String[] events = change.events() == null ? null : WebhookFields.events(change.events());
        return store.change(caller.organizationId(), id, change, events, caller.userId());
    }

    boolean delete(Caller caller, String id) {
        return store.delete(caller.organizationId(), id);
    }

    Optional<WebhookSecret> rotate(Caller caller, String id) {
        SigningSecret secret = newSecret();
        byte[] sealed = seal.seal(secret, caller.organizationId(), id);
        return store.rotate(caller.organizationId(), id, sealed, config.secretOverlap())
                .map(until -> new WebhookSecret(secret.text(), NotificationJson.isoMillis(until)));
    }

    WebhookDeliveries deliveries(
            Caller caller, String id, @Nullable String state, @Nullable String limit, @Nullable String before) {
        if (state != null && !STATES.contains(state)) {
            throw new InvalidField("state", "must be planned, waiting, delivered, dead or dropped");
        }
        if (before != null && !before.matches(MESSAGE_ID)) {
            throw new InvalidField("before", "must be nextBefore of the page before");
        }
        int rows = limit(limit);
        if (find(caller, id).isEmpty()) {
            throw new NotFoundException();
        }
        return deliveries.page(caller.organizationId(), id, state, before, rows);
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (text.matches("[0-9]{1,3}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        }
        throw new InvalidField("limit", "must be a whole number from 1 to " + MAX_LIMIT);
    }

    Optional<WebhookDelivery> test(Caller caller, String id) {
        return deliveries.test(caller.organizationId(), id);
    }

    /** Empty if there is no such endpoint, or it has no such event that is settled. */
    Optional<Replayed> replay(Caller caller, String id, ReplayRequest wanted) {
        if ((wanted.delivery() == null) == (wanted.since() == null)) {
            throw new InvalidField("since", "must be given, or delivery, and not both");
        }
        if (wanted.delivery() != null && !wanted.delivery().matches(MESSAGE_ID)) {
            throw new InvalidField("delivery", "must be the id of an event");
        }
        List<String> states = wanted.delivery() != null ? List.of("dead", "delivered") : states(wanted.state());
        if (find(caller, id).isEmpty()) {
            return Optional.empty();
        }
        long replayed = deliveries.replay(caller.organizationId(), id, states, wanted.delivery(), wanted.since());
        return wanted.delivery() != null && replayed == 0
                ? Optional.empty()
                : Optional.of(new Replayed(replayed, replayed < DeliveryStore.MAX_REPLAYED));
    }

    private static List<String> states(@Nullable String state) {
        return switch (state == null ? "dead" : state) {
            case "dead" -> List.of("dead");
            case "delivered" -> List.of("delivered");
            case "all" -> List.of("dead", "delivered");
            default -> throw new InvalidField("state", "must be dead, delivered or all");
        };
    }
}
