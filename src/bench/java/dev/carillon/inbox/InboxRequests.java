package dev.carillon.inbox;

import dev.carillon.tenancy.ConnectionSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The transactions of {@link Inbox} without Hibernate: the same statements in the same order, and the second one where the newest
 * segments do not fill a page.
 */
public final class InboxRequests {

    private static final int PAGE = 20;
    private static final int COUNT_MAX = 100_000;
    private static final String EXPLAIN = "explain (analyze, buffers, costs off) ";

    private final Connection connection;
    private final Map<String, Object> values = new HashMap<>();
    private List<String> plans;

    /** @param connection of the application's account */
    public InboxRequests(Connection connection) {
        this.connection = connection;
        values.put("max", COUNT_MAX);
        values.put("types", new String[] {"%"});
    }

    /** A page of what is before an id. */
    public int list(String organization, String user, long before) throws SQLException {
        return inTransaction(organization, user, () -> paged(InboxStatements.INBOX, before, PAGE + 1));
    }

    public int unreadOnly(String organization, String user) throws SQLException {
        return inTransaction(organization, user, () -> {
            page(false, Long.MAX_VALUE, PAGE + 1);
            return run(InboxStatements.UNREAD_ONLY);
        });
    }

    public int unreadCount(String organization, String user) throws SQLException {
        return inTransaction(organization, user, this::count);
    }

    public int snapshot(String organization, String user) throws SQLException {
        return inTransaction(organization, user, () -> paged(InboxStatements.SNAPSHOT, Long.MAX_VALUE, PAGE));
    }

    /** Marks everything read, and counts. */
    public int readThrough(String organization, String user, long through) throws SQLException {
        return inTransaction(organization, user, () -> {
            values.put("through", through);
            run(InboxStatements.READ_THROUGH);
            run(BenchmarkCase.FORGET_MARKS);
            run(BenchmarkCase.OVERRIDE_MARKS);
            return count();
        });
    }

    /** The plans of what {@code request} asks, which changes nothing. */
    public List<String> plans(Request request) throws SQLException {
        plans = new ArrayList<>();
        try {
            request.run();
            return plans;
        } finally {
            plans = null;
        }
    }

    private int inTransaction(String organization, String user, Request request) throws SQLException {
        values.put("organization", organization);
        values.put("user", user);
        values.put("everywhere", false);
        connection.setAutoCommit(false);
        try (PreparedStatement name =
                connection.prepareStatement(ConnectionSettings.ofConnections().nameOrganization())) {
            name.setString(1, organization);
            name.execute();
            int rows = request.run();
            if (plans == null) {
                connection.commit();
            } else {
                connection.rollback();
            }
            connection.setAutoCommit(true);
            return rows;
        }
    }

    private int paged(String sql, long before, int limit) throws SQLException {
        page(false, before, limit);
        int rows = run(sql);
        if (rows >= limit) {
            return rows;
        }
        page(true, before, limit);
        return run(sql);
    }

    private void page(boolean everywhere, long before, int limit) {
        values.put("everywhere", everywhere);
        values.put("before", before);
        values.put("limit", limit);
    }

    private int count() throws SQLException {
        return run(InboxStatements.UNREAD_COUNT);
    }

    private int run(String sql) throws SQLException {
        if (plans != null) {
            explain(sql);
        }
        try (PreparedStatement statement = NamedParameters.prepare(connection, "", sql, values)) {
            int rows = 0;
            if (statement.execute()) {
                try (ResultSet result = statement.getResultSet()) {
                    while (result.next()) {
                        rows++;
                    }
                }
            }
            return rows;
        }
    }

    private void explain(String sql) throws SQLException {
        try (PreparedStatement statement = NamedParameters.prepare(connection, EXPLAIN, sql, values);
                ResultSet line = statement.executeQuery()) {
            while (line.next()) {
                plans.add(line.getString(1));
            }
            plans.add("");
        }
    }

    /** The statements of one transaction. Returns how many rows came. */
    @FunctionalInterface
    public interface Request {
        int run() throws SQLException;
    }
}
