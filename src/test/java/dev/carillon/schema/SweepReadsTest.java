package dev.carillon.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.Sql;
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

    /** By an index or without. */
    private static long rowsRead(String table) {
        database.awaitCounts();
        return sql.number("select seq_tup_read + idx_tup_fetch from pg_stat_all_tables where relname = ?", table);
    }
}
