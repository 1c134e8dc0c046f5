package dev.carillon.retention;

import java.sql.SQLException;

/**
 * The segments of a kind, as the metrics show them.
 *
 * @param count how many there are
 * @param ageSeconds for how long the newest has been open, by the database's clock
 * @param rows of the newest, as PostgreSQL estimates them
 */
record SegmentState(long count, long ageSeconds, long rows) {

    static final SegmentState NOT_SEEN = new SegmentState(0, 0, 0);

    private static final String COUNT = "select count(*) from %s";
    private static final String AGE = """
            select extract(epoch from clock_timestamp() - max(opened_at))::bigint from %s
            """;
    private static final String ROWS = """
            select greatest(0, coalesce(s.n_live_tup, 0))::bigint from pg_stat_all_tables s
            where s.relid = to_regclass('%s_' || (select max(number) from %s))
            """;

    static SegmentState read(OwnerSession session, SegmentKind kind) throws SQLException {
        String numbers = kind.numbers();
        return new SegmentState(
                number(session, COUNT.formatted(numbers)),
                number(session, AGE.formatted(numbers)),
                number(session, ROWS.formatted(kind.largest(), numbers)));
    }

    private static long number(OwnerSession session, String sql) throws SQLException {
        return session.list(sql).stream().findFirst().map(Long::parseLong).orElse(0L);
    }
}
