package dev.carillon.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.Sql;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How many rows the functions of the schema read that forget old ones. */
class SweepReadsTest {

    private static final int OLD = 10;
    private static final int ALL = 5_000;
    // Each old row is found by its time, and deleted by its key.
    private static final long FEW = 5 * OLD;

    private static OwnDatabase database;
    private static Sql sql;

    @BeforeAll
    static void migrate() {
        database = OwnDatabase.migratedTo("latest");
        sql = database.sql();
    }

    @Test
    void sweepOfPositionsReadsNoneThatIsKept() {
        // Given
        sql.run("""
                insert into client_place (organization_id, user_id, client_id, epoch, since, acknowledged, seen_at)
                select 'o' || n, '26', 'tab', '00000000', 0, 0,
                       clock_timestamp() - case when n <= ? then interval '31 days' else interval '1 day' end
                from generate_series(1, ?) n
                """, OLD, ALL);
        sql.run("analyze client_place");
        long before = rowsRead("client_place");

        // When
        long forgotten = sql.number("select sweep_client_positions('30 days', 1000)");

        // Then
        assertThat(forgotten).isEqualTo(OLD);
        assertThat(rowsRead("client_place") - before).isLessThan(FEW);
    }

    @Test
    void sweepOfRevocationsReadsNoneThatIsInForce() {
        // Given
        sql.run("""
                insert into revocation (organization_id, credential, generation, expires_at)
                select 'o' || n, 'user:26', n,
                       clock_timestamp() + case when n <= ? then interval '-1 day' else interval '1 day' end
                from generate_series(1, ?) n
                """, OLD, ALL);
        sql.run("analyze revocation");
        long before = rowsRead("revocation");

        // When
        long forgotten = sql.number("select sweep_revocations(1000)");

        // Then
        assertThat(forgotten).isEqualTo(OLD);
        assertThat(rowsRead("revocation") - before).isLessThan(FEW);
    }

    @Test
    void sweepOfLooksReadsNoneThatIsKept() {
        // Given
        sql.run("insert into inbox (organization_id, user_id) values ('o', '26')");
        sql.run("""
                insert into inbox_look (organization_id, user_id, place, seen_after, seen_through, at)
                select 'o', '26', n, 0, 0,
                       clock_timestamp() - case when n <= ? then interval '31 days' else interval '1 day' end
                from generate_series(1, ?) n
                """, OLD, ALL);
        sql.run("analyze inbox_look");
        long before = rowsRead("inbox_look");

        // When
        long forgotten = sql.number("select forget_looks('30 days', 1000)");

        // Then
        assertThat(forgotten).isEqualTo(OLD);
        assertThat(rowsRead("inbox_look") - before).isLessThan(FEW);
    }

    @Test
    void sweepOfWebhooksReadsNoEventThatIsKept() {
        // Given
        sql.run("""
                insert into webhook_endpoint (organization_id, id, url, description, events, types, secret, created_by, position)
                values ('o', '00000000000000e0', 'https://example.com', '', '{}', '{}', '', '26', 0)
                """);
        sql.run("""
                insert into webhook_delivery (organization_id, endpoint_id, lane, event, occurred_at, state, settled_at)
                select 'o', '00000000000000e0', '26', 'notification.created', clock_timestamp(), 'delivered',
                       clock_timestamp() - case when n <= ? then interval '31 days' else interval '1 day' end
                from generate_series(1, ?) n
                """, OLD, ALL);
        sql.run("analyze webhook_delivery");
        long before = rowsRead("webhook_delivery");

        // When
        sql.run("select webhook_sweep('1 day', '30 days', 100000, 100000, 1000)");

        // Then
        assertThat(
                        sql.number(
                                "select count(*) from webhook_delivery where settled_at < clock_timestamp() - interval '30 days'"))
                .isZero();
        // The question before has read all that is left.
        assertThat(rowsRead("webhook_delivery") - before).isLessThan(ALL + FEW);
    }

    @Test
    void sweepOfPushMessagesCountsABoundedPartOfAllSubscriptions() {
        // Given
        int all = 50_000;
        sql.run("insert into push_service (origin) values ('https://push.example')");
        sql.run("""
                insert into push_subscription (organization_id, id, user_id, origin, endpoint, p256dh, auth, page, gone_at)
                select 'o' || n % 100, md5(n::text), '26', 'https://push.example', 'https://push.example/' || n, '', '', '',
                       case when n <= ? then clock_timestamp() end
                from generate_series(1, ?) n
                """, OLD, all);
        sql.run("analyze push_subscription");
        long before = rowsRead("push_subscription");

        // When
        List<Long> counted =
                Stream.generate(SweepReadsTest::subscriptions).limit(3).toList();

        // Then
        assertThat(counted).containsExactly(0L, 0L, (long) all - OLD);
        assertThat(rowsRead("push_subscription") - before).isLessThan(all + FEW);
    }

    private static long subscriptions() {
        return sql.number("select subscriptions from push_sweep('1 day', '30 days', '90 days', 1000, 1000)");
    }

    @Test
    void sweepOfWebhooksCountsABoundedPartOfWhatWaits() {
        // Given
        int counted = 100_000;
        sql.run("""
                insert into webhook_endpoint (organization_id, id, url, description, events, types, secret, created_by, position)
                values ('p', '00000000000000e1', 'https://example.com', '', '{}', '{}', '', '26', 0)
                """);
        sql.run("""
                insert into webhook_delivery (organization_id, endpoint_id, lane, event, occurred_at, state)
                select 'p', '00000000000000e1', '26', 'notification.created', clock_timestamp(), 'waiting'
                from generate_series(1, ?) n
                """, counted + 1_000);
        sql.run("analyze webhook_delivery");

        // When
        long waiting = sql.number("select waiting from webhook_sweep('1 day', '30 days', 10, 10, 1000)");

        // Then
        assertThat(waiting).isEqualTo(counted);
    }

    /**
     * A time that changes within a statement is compared with every row, and by no index; {@code (select clock_timestamp())} is
     * asked once.
     */
    @Test
    void noFunctionLooksForRowsByATimeThatChanges() {
        // When
        List<String> functions = sql.list("""
                select p.proname from pg_proc p
                where p.pronamespace = current_schema()::regnamespace and p.prosrc ~ '[<>]=?\\s*clock_timestamp'
                """);

        // Then: these compare arguments, or rows that they have found by their keys.
        assertThat(functions)
                .containsExactlyInAnyOrder(
                        "change_notification",
                        "deliver_at_fault",
                        "push_keep_look",
                        "push_settle",
                        "revocations_since",
                        "schedule",
                        "schedule_with_wishes",
                        "webhook_note");
    }

    /** By an index or without. */
    private static long rowsRead(String table) {
        database.awaitCounts();
        return sql.number("select seq_tup_read + idx_tup_fetch from pg_stat_all_tables where relname = ?", table);
    }
}
