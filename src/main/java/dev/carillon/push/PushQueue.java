package dev.carillon.push;

import dev.carillon.handover.DefaultRules;
import dev.carillon.handover.HandoverConfig;
import dev.carillon.handover.HandoverMedium;
import dev.carillon.outgoing.Claims;
import dev.carillon.outgoing.Settled;
import dev.carillon.outgoing.Verdict;
import dev.carillon.push.PushClaim.Browser;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
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
 * The messages of all organizations, by the functions of the schema (V44__push.sql, V46__push_reports.sql). Blocks, and throws
 * {@link dev.carillon.tenancy.LogUnavailable}.
 *
 * <p>See docs/adr/0044-pushed-to-browsers-by-the-log.md
 */
@Singleton
class PushQueue {

    private static final String FEED = "select organization, entries, is_full from push_feed(?, ?, ?, ?, ?, ?)";

    private static final String PROMOTE = "select due, full_browsers from push_promote(?, ?, ?)";

    private static final String WITHDRAW = "select push_withdraw(?, ?)";

    private static final String CLAIM = """
            select organization, subscription, claim, seq, reader, withdraws, collapses,
                   extract(epoch from queued_for)::bigint, attempts, last_status, service, endpoint, p256dh, auth, page,
                   id, type, title, message, action_url, created_at, expires_at, collapse_key, is_for_all, dropped
            from push_claim(?, ?, ?, ?, make_interval(secs => ?))
            """;

    private static final String SETTLE = "select push_settle(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String SWEEP = """
            select dead, waiting, oldest_seconds, held, subscriptions
            from push_sweep(make_interval(secs => ?), make_interval(secs => ?), make_interval(secs => ?), ?, ?)
            """;

    // Some tens of milliseconds each, so that pods take turns.
    private static final int ORGANIZATIONS = 50;
    private static final int ENTRIES = 200;
    private static final int PROMOTED = 500;
    private static final int BROWSERS = 500;
    private static final int LOOKS = 500;
    private static final int SWEPT = 5_000;

    private final Database database;
    private final PushConfig config;
    private final HandoverConfig handover;
    private final DefaultRules rules;

    @Inject
    PushQueue(Database database, PushConfig config, HandoverConfig handover, DefaultRules rules) {
        this.database = database;
        this.config = config;
        this.handover = handover;
        this.rules = rules;
    }

    /**
     * The result of one look at the log.
     *
     * @param last after which organization the next look begins; empty for the first
     * @param entries of the log
     * @param full how many organizations have no room
     */
    record Fed(String last, int entries, int full) {}

    /** Plans what is new in the log, for some organizations. */
    Fed feed(String after) {
        Query feed = Query.of(
                FEED,
                after,
                ORGANIZATIONS,
                ENTRIES,
                handover.maxPlanned(),
                rules.likes(HandoverMedium.PUSH),
                rules.seconds(HandoverMedium.PUSH));
        return database.statement(feed, row -> {
            int organizations = 0;
            int entries = 0;
            int full = 0;
            String last = "";
            while (row.next()) {
                organizations++;
                last = row.getString(1);
                entries += row.getInt(2);
                full += row.getBoolean(3) ? 1 : 0;
            }
            return new Fed(organizations < ORGANIZATIONS ? "" : last, entries, full);
        });
    }

    /** @param fullBrowsers how many browsers have got no message, as too many wait for them */
    record Promoted(int due, int fullBrowsers) {}

    /** Queues what is due. */
    Promoted promote() {
        return database.statement(Query.of(PROMOTE, PROMOTED, BROWSERS, config.maxWaiting()), row -> {
            row.next();
            return new Promoted(row.getInt(1), row.getInt(2));
        });
    }

    /** Queues withdrawals, and returns how many users were looked at. */
    int withdraw() {
        String[] never =
                config.withdrawNothingFrom().stream().map(PushServices::like).toArray(String[]::new);
        return database.statement(Query.of(WITHDRAW, LOOKS, never), row -> {
            row.next();
            return row.getInt(1);
        });
    }

    /** @param busy how many requests this pod has in flight, by the push service */
    Claims<PushClaim> claim(Map<String, Integer> busy, int most) {
        List<Map.Entry<String, Integer>> entries = List.copyOf(busy.entrySet());
        Query claim = Query.of(
                CLAIM,
                entries.stream().map(Map.Entry::getKey).toArray(String[]::new),
                entries.stream().map(Map.Entry::getValue).toArray(Integer[]::new),
                config.maxInFlightPerService(),
                most,
                config.lease());
        return database.statement(claim, row -> {
            List<PushClaim> claims = new ArrayList<>();
            Map<String, Integer> dropped = new HashMap<>();
            while (row.next()) {
                String reason = row.getString(25);
                if (reason == null) {
                    claims.add(claim(row));
                } else {
                    dropped.merge(reason, 1, Integer::sum);
                }
            }
            return new Claims<>(claims, dropped);
        });
    }

    private static PushClaim claim(ResultSet row) throws SQLException {
        boolean withdraws = row.getBoolean(6);
        Browser browser = new Browser(
                row.getString(11), row.getString(12), row.getBytes(13), row.getBytes(14), row.getString(15));
        return new PushClaim(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                row.getString(5),
                withdraws,
                row.getBoolean(7),
                Duration.ofSeconds(row.getLong(8)),
                row.getInt(9),
                row.getObject(10, Integer.class),
                browser,
                row.getLong(16),
                withdraws ? null : content(row));
    }

    private static PushContent content(ResultSet row) throws SQLException {
        return new PushContent(
                row.getString(17),
                row.getString(18),
                row.getString(19),
                row.getString(20),
                Objects.requireNonNull(Database.instant(row, 21)),
                Database.instant(row, 22),
                row.getString(23),
                row.getBoolean(24));
    }

    /** Notes what came of claims. Those that others have taken meanwhile are left out. */
    void settle(List<Settled<PushClaim>> settled) {
        Query settle = Query.of(
                SETTLE,
                texts(settled, one -> one.claim().organizationId()),
                texts(settled, one -> one.claim().subscriptionId()),
                numbers(settled, one -> one.claim().number()),
                numbers(settled, one -> one.claim().seq()),
                texts(settled, one -> one.verdict().label()),
                settled.stream().map(Settled::status).toArray(Integer[]::new),
                texts(settled, PushQueue::reason),
                numbers(settled, one -> one.delay().toMillis()),
                texts(settled, one -> one.claim().browser().service()),
                numbers(settled, one -> one.hold().toMillis()),
                settled.stream().map(PushQueue::tookMillis).toArray(Long[]::new));
        database.statement(settle, row -> true);
    }

    private static String[] texts(
            List<Settled<PushClaim>> settled, Function<Settled<PushClaim>, @Nullable String> text) {
        return settled.stream().map(text).toArray(String[]::new);
    }

    private static Long[] numbers(List<Settled<PushClaim>> settled, Function<Settled<PushClaim>, Long> number) {
        return settled.stream().map(number).toArray(Long[]::new);
    }

    private static @Nullable String reason(Settled<PushClaim> one) {
        if (one.answer().isSuccess() || one.verdict() instanceof Verdict.Quiet) {
            return null;
        }
        if (one.verdict() instanceof Verdict.Muted) {
            return one.verdict().label();
        }
        if (one.answer().fault() == null && one.answer().status() == 0) {
            return "unsendable";
        }
        return one.failure();
    }

    /** Null if there was no request. */
    private static @Nullable Long tookMillis(Settled<PushClaim> one) {
        boolean asked = one.answer().fault() != null || one.answer().status() != 0;
        return asked ? one.answer().took().toMillis() : null;
    }

    /**
     * How the queue is.
     *
     * @param held push services that have asked to be left alone
     * @param subscriptions browsers of all users
     */
    record Backlog(int dead, long waiting, double oldestSeconds, long held, long subscriptions) {}

    /** Gives up, forgets, and counts. */
    Backlog sweep() {
        Query sweep =
                Query.of(SWEEP, config.giveUpAfter(), config.keep(), config.keepUnused(), handover.maxPlanned(), SWEPT);
        return database.statement(sweep, row -> {
            row.next();
            return new Backlog(row.getInt(1), row.getLong(2), row.getDouble(3), row.getLong(4), row.getLong(5));
        });
    }
}
