package dev.carillon.bigtables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The work of PostgreSQL for one connection: processor time by the kernel, pages by extension {@code pg_stat_statements}. The
 * extension's own times leave out the start of a plan, which opens every segment that the plan names.
 */
final class ServerWork implements AutoCloseable {

    private static final String PAGES = """
            select coalesce(sum(shared_blks_hit + shared_blks_read), 0), coalesce(sum(shared_blks_read), 0)
            from pg_stat_statements s
            where s.userid = ?::regrole and s.dbid = (select oid from pg_database where datname = ?)
            """;

    private final Connection connection;
    private final PreparedStatement pages;
    private final Path processor;

    /** @param measured a connection of the application's account, the only one that works meanwhile */
    ServerWork(Store store, Connection measured) throws SQLException {
        try (Statement statement = measured.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            processor = Path.of("/proc", row.getString(1), "schedstat");
        }
        connection = DriverManager.getConnection(store.server().superuserJdbcUrl());
        try (Statement statement = connection.createStatement()) {
            statement.execute("create extension if not exists pg_stat_statements");
        }
        pages = connection.prepareStatement(PAGES);
        pages.setString(1, store.server().applicationUser());
        pages.setString(2, store.name());
    }

    Count now() throws SQLException {
        try (ResultSet row = pages.executeQuery()) {
            row.next();
            // Later than the pages, so that the process has come to rest.
            return new Count(processorMillis(), row.getDouble(1), row.getDouble(2));
        }
    }

    /** 0 where the kernel does not say it. */
    private double processorMillis() {
        try {
            return Files.exists(processor)
                    ? Long.parseLong(Files.readString(processor).split(" ")[0]) / 1e6
                    : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /**
     * All since the connection's begin.
     *
     * @param millis of a processor
     * @param pages of 8 KB that were looked at
     * @param read of these, the ones that were not in PostgreSQL's own memory
     */
    record Count(double millis, double pages, double read) {
        Count since(Count before) {
            return new Count(millis - before.millis, pages - before.pages, read - before.read);
        }
    }
}
