package dev.carillon.bench;

import dev.carillon.testkit.Sql;
import java.util.Locale;

/**
 * The sizes of the tables at one moment.
 *
 * @param second of the clock
 * @param rows of notifications, marks and keys, as PostgreSQL counts them
 * @param megabytes of these tables with their indexes
 * @param oldest age of the oldest notification and the oldest key, in seconds
 */
record Kept(long second, long[] rows, double megabytes, long[] segments, double[] oldest) {

    private static final String ROWS = """
            select coalesce(sum(s.n_live_tup), 0)::bigint from pg_inherits i join pg_stat_all_tables s on s.relid = i.inhrelid
            where i.inhparent = ?::regclass
            """;

    private static final String MEGABYTES = """
            select coalesce(sum(pg_total_relation_size(inhrelid)), 0) / 1e6 from pg_inherits
            where inhparent in ('notification'::regclass, 'inbox_mark'::regclass, 'idempotency_key'::regclass)
            """;

    /** In the oldest segment, and in the next one where that is empty. */
    private static final String OLDEST = """
            select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0) from %s
            where segment <= (select min(number) + 1 from %s)
            """;

    static Kept now(Sql sql) {
        return new Kept(
                System.currentTimeMillis() / 1_000,
                new long[] {
                    sql.number(ROWS, "notification"),
                    sql.number(ROWS, "inbox_mark"),
                    sql.number(ROWS, "idempotency_key")
                },
                Double.parseDouble(sql.text(MEGABYTES)),
                new long[] {sql.number("select count(*) from segment"), sql.number("select count(*) from key_segment")},
                new double[] {
                    Double.parseDouble(sql.text(OLDEST.formatted("notification", "segment"))),
                    Double.parseDouble(sql.text(OLDEST.formatted("idempotency_key", "key_segment")))
                });
    }

    static String head() {
        return String.format(
                "%7s %10s %9s %10s %6s %9s %5s %9s %7s",
                "second", "rows kept", "marks", "keys", "MB", "segments", "keys'", "oldest s", "keys' s");
    }

    String line(long begun) {
        return String.format(
                Locale.ROOT,
                "%7d %,10d %,9d %,10d %6.0f %9d %5d %9.0f %7.0f",
                second - begun,
                rows[0],
                rows[1],
                rows[2],
                megabytes,
                segments[0],
                segments[1],
                oldest[0],
                oldest[1]);
    }
}
