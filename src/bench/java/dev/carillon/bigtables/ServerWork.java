package dev.carillon.bigtables;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The time and pages that PostgreSQL itself counts for the application's account: extension {@code pg_stat_statements}. */
final class ServerWork implements AutoCloseable {

    private static final String SUM = """
            select coalesce(sum(total_plan_time + total_exec_time), 0), coalesce(sum(shared_blks_hit + shared_blks_read), 0),
                   coalesce(sum(shared_blks_read), 0)
            from pg_stat_statements s
            where s.userid = ?::regrole and s.dbid = (select oid from pg_database where datname = ?)
            """;

    private final Connection connection;
    private final PreparedStatement sum;

    ServerWork(Store store) throws SQLException {
        String url = store.server().superuserJdbcUrl();
        connection = DriverManager.getConnection(url);
        try (var statement = connection.createStatement()) {
            statement.execute("create extension if not exists pg_stat_statements");
        }
        sum = connection.prepareStatement(SUM);
        sum.setString(1, store.server().applicationUser());
        sum.setString(2, store.name());
    }

    Count now() throws SQLException {
        try (ResultSet row = sum.executeQuery()) {
            row.next();
            return new Count(row.getDouble(1), row.getDouble(2), row.getDouble(3));
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /**
     * All since the server's start.
     *
     * @param millis of planning and execution
     * @param pages of 8 KB that were looked at
     * @param read of these, the ones that were not in PostgreSQL's own memory
     */
    record Count(double millis, double pages, double read) {
        Count since(Count before) {
            return new Count(millis - before.millis, pages - before.pages, read - before.read);
        }
    }
}
