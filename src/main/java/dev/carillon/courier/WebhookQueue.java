package dev.carillon.courier;

import dev.carillon.handover.DefaultRules;
import dev.carillon.handover.HandoverConfig;
import dev.carillon.handover.HandoverMedium;
import dev.carillon.notification.Notification;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import dev.carillon.outgoing.Claims;
import dev.carillon.outgoing.Settled;
import dev.carillon.outgoing.Verdict;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import dev.carillon.webhook.WebhookConfig;
import dev.carillon.webhook.WebhookEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The events of all organizations, by the functions of the schema (V39__webhooks.sql, V40__handover.sql,
 * V42__looks.sql, V43__handover_wishes.sql). Blocks, and throws
 * {@link dev.carillon.tenancy.LogUnavailable}.
 *
 * <p>See docs/adr/0041-webhooks-follow-the-log.md, docs/adr/0042-handed-over-by-the-claim.md
 */
@Singleton
class WebhookQueue {

    private static final String FEED =
            "select organization, endpoint, entries, is_full from webhook_feed(?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String CLAIM = """
            select organization, endpoint, lane, claim, seq, message_id, event, occurred_at,
                   extract(epoch from queued_for)::bigint, attempts, detail, url, secret, former_secret, id, user_id, type,
                   title, message, action_url, created_at, data, expires_at, collapse_key, changed_at, dropped
            from webhook_claim(?, ?, ?, ?, make_interval(secs => ?), ?)
            """;

    private static final String SETTLE =
            "select webhook_settle(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, make_interval(secs => ?))";

    private static final String SWEEP = """
            select dead, waiting, oldest_seconds, failing
            from webhook_sweep(make_interval(secs => ?), make_interval(secs => ?), ?, ?, ?)
            """;

    private static final String PROMOTE = "select webhook_promote(?)";

    private static final String FORGET_LOOKS = "select forget_looks(make_interval(secs => ?), ?)";

    private static final String FORGET_WISHES = "select forget_wishes(?)";

    private static final int ENDPOINTS = 50;
    private static final int ENTRIES = 200;
    private static final int SWEPT = 5_000;
    private static final int PROMOTED = 500;

    private final Database database;
    private final WebhookConfig config;
    private final HandoverConfig handover;
    private final DefaultRules rules;

    @Inject
    WebhookQueue(Database database, WebhookConfig config, HandoverConfig handover, DefaultRules rules) {
        this.database = database;
        this.config = config;
        this.handover = handover;
        this.rules = rules;
    }

    /**
     * The result of one look at the log.
     *
     * @param last after which endpoint the next look begins
     * @param entries of the log
     * @param full how many endpoints have no room
     */
    record Fed(Place last, int entries, int full) {}

    /** A place among all endpoints. */
    record Place(String organizationId, String endpointId) {
        static final Place START = new Place("", "");
    }

    /** Makes events of what is new in the log, for some endpoints. */
    Fed feed(Place after) {
        Query feed = Query.of(
                FEED,
                after.organizationId(),
                after.endpointId(),
                ENDPOINTS,
                ENTRIES,
                config.maxWaiting(),
                handover.maxPlanned(),
                rules.likes(HandoverMedium.WEBHOOK),
                rules.seconds(HandoverMedium.WEBHOOK));
        return database.statement(feed, row -> {
            int endpoints = 0;
            int entries = 0;
            int full = 0;
            Place last = Place.START;
            while (row.next()) {
                endpoints++;
                last = new Place(row.getString(1), row.getString(2));
                entries += row.getInt(3);
                full += row.getBoolean(4) ? 1 : 0;
            }
            return new Fed(endpoints < ENDPOINTS ? Place.START : last, entries, full);
        });
    }

    /** Queues what is due to be handed over, and returns how many. */
    int promote() {
        return database.statement(Query.of(PROMOTE, PROMOTED), row -> {
            row.next();
            return row.getInt(1);
        });
    }

    /** @param busy how many requests this pod has in flight, by the endpoint */
    Claims<Claim> claim(Map<String, Integer> busy, int most) {
        List<Map.Entry<String, Integer>> entries = List.copyOf(busy.entrySet());
        Query claim = Query.of(
                CLAIM,
                entries.stream().map(Map.Entry::getKey).toArray(String[]::new),
                entries.stream().map(Map.Entry::getValue).toArray(Integer[]::new),
                config.maxInFlightPerEndpoint(),
                most,
                config.lease(),
                config.failingAfter());
        return database.statement(claim, row -> {
            List<Claim> claims = new ArrayList<>();
            Map<String, Integer> dropped = new HashMap<>();
            while (row.next()) {
                String reason = row.getString(26);
                if (reason == null) {
                    claims.add(claim(row));
                } else {
                    dropped.merge(reason, 1, Integer::sum);
                }
            }
            return new Claims<>(claims, dropped);
        });
    }

    private static Claim claim(ResultSet row) throws SQLException {
        String organization = row.getString(1);
        String event = row.getString(7);
        boolean carries =
                WebhookEvent.named(event).map(WebhookEvent::hasNotification).orElse(false);
        return new Claim(
                organization,
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getString(6),
                event,
                Objects.requireNonNull(Database.instant(row, 8)),
                Duration.ofSeconds(row.getLong(9)),
                row.getInt(10),
                row.getString(11),
                row.getString(12),
                row.getBytes(13),
                row.getBytes(14),
                row.getObject(15, Long.class),
                row.getString(16),
                carries ? notification(organization, row) : null);
    }

    private static Notification notification(String organization, ResultSet row) throws SQLException {
        OptionalFields extras = new OptionalFields(
                row.getString(22), Database.instant(row, 23), row.getString(24), null, null, Database.instant(row, 25));
        return new Notification(
                organization,
                row.getLong(15),
                0,
                Recipient.ofNullableUser(row.getString(16)),
                row.getString(17),
                row.getString(18),
                row.getString(19),
                row.getString(20),
                Objects.requireNonNull(Database.instant(row, 21)),
                extras);
    }

    /** Notes what came of claims. Those that others have taken meanwhile are left out. */
    void settle(List<Settled<Claim>> settled) {
        Query settle = Query.of(
                SETTLE,
                texts(settled, one -> one.claim().organizationId()),
                texts(settled, one -> one.claim().endpointId()),
                texts(settled, one -> one.claim().lane()),
                settled.stream().map(one -> one.claim().number()).toArray(Long[]::new),
                settled.stream().map(one -> one.claim().seq()).toArray(Long[]::new),
                texts(settled, one -> one.verdict().label()),
                settled.stream().map(Settled::status).toArray(Integer[]::new),
                texts(settled, WebhookQueue::reason),
                settled.stream()
                        .map(one -> (int) one.answer().took().toMillis())
                        .toArray(Integer[]::new),
                settled.stream().map(one -> (int) one.delay().toMillis()).toArray(Integer[]::new),
                config.failingAfter(),
                config.maxHold());
        database.statement(settle, row -> true);
    }

    private static String[] texts(List<Settled<Claim>> settled, Function<Settled<Claim>, @Nullable String> text) {
        return settled.stream().map(text).toArray(String[]::new);
    }

    private static @Nullable String reason(Settled<Claim> one) {
        if (one.answer().isSuccess()) {
            return null;
        }
        if (one.verdict() instanceof Verdict.Muted || one.verdict() instanceof Verdict.Quiet) {
            return one.verdict().label();
        }
        return one.failure();
    }

    /** How the queue is. */
    record Backlog(int dead, long waiting, double oldestSeconds, long failing) {}

    /** Gives up, forgets, and counts. */
    Backlog sweep() {
        database.statement(Query.of(FORGET_WISHES, SWEPT), row -> true);
        database.statement(Query.of(FORGET_LOOKS, config.keep(), SWEPT), row -> true);
        Query sweep =
                Query.of(SWEEP, config.giveUpAfter(), config.keep(), config.maxWaiting(), handover.maxPlanned(), SWEPT);
        return database.statement(sweep, row -> {
            row.next();
            return new Backlog(row.getInt(1), row.getLong(2), row.getDouble(3), row.getLong(4));
        });
    }
}
