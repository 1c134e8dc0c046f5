package dev.carillon.inbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One request to the inbox.
 *
 * @param statements run in one transaction
 * @param newcomers whether its users have never read anything
 */
record BenchmarkCase(String name, List<String> statements, boolean newcomers, Map<String, Object> values) {

    private static final int LARGE_PRIME = 7907;

    /** As {@link InboxMarks#yieldToWatermark} has Hibernate write them. */
    static final String FORGET_MARKS = """
            delete from inbox_mark where organization_id = :organization and user_id = :user
                and notification_id <= :through and not archived and not deleted and not replaced
            """;

    static final String OVERRIDE_MARKS = """
            update inbox_mark set is_read = null where organization_id = :organization and user_id = :user
                and notification_id <= :through and not replaced and is_read is not null
            """;

    static List<BenchmarkCase> all() {
        long head = BenchmarkData.NOTIFICATIONS;
        Map<String, Object> first = page(head + 1, "%");
        return List.of(
                reading("list, first page of 20", InboxStatements.INBOX, false, first),
                reading("list, page of 20 from the middle", InboxStatements.INBOX, false, page(head / 2, "%")),
                reading("list, one type of four", InboxStatements.INBOX, false, page(head + 1, "invoice\\_%")),
                reading("list, unread only", InboxStatements.UNREAD_ONLY, false, first),
                reading("list, archive", InboxStatements.ARCHIVE, false, first),
                reading("unread count", InboxStatements.UNREAD_COUNT, false, Map.of("max", 100_000)),
                reading(
                        "unread count of who has read nothing",
                        InboxStatements.UNREAD_COUNT,
                        true,
                        Map.of("max", 100_000)),
                reading("snapshot of 20", InboxStatements.SNAPSHOT, false, withMax(first)),
                new BenchmarkCase(
                        "mark all read, with the new count",
                        List.of(
                                InboxStatements.READ_THROUGH,
                                FORGET_MARKS,
                                OVERRIDE_MARKS,
                                InboxStatements.UNREAD_COUNT),
                        false,
                        Map.of("through", head, "max", 100_000)));
    }

    private static BenchmarkCase reading(String name, String sql, boolean newcomers, Map<String, Object> values) {
        return new BenchmarkCase(name, List.of(sql), newcomers, values);
    }

    private static Map<String, Object> page(long before, String type) {
        return Map.of("before", before, "types", new String[] {type}, "limit", 21);
    }

    private static Map<String, Object> withMax(Map<String, Object> page) {
        Map<String, Object> more = new HashMap<>(page);
        more.put("max", 100_000);
        return more;
    }

    /** How many rows came of the last statement. */
    int run(Connection connection, int turn) throws SQLException {
        connection.setAutoCommit(false);
        int rows = 0;
        for (String sql : statements) {
            try (PreparedStatement statement = prepare(connection, "", sql, turn)) {
                rows = statement.execute() ? count(statement.getResultSet()) : 0;
            }
        }
        connection.commit();
        return rows;
    }

    List<String> explain(Connection connection) throws SQLException {
        List<String> lines = new ArrayList<>();
        for (String sql : statements) {
            try (PreparedStatement statement = prepare(connection, "explain (analyze, buffers, costs off) ", sql, 1);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    lines.add(row.getString(1));
                }
                lines.add("");
            }
        }
        connection.rollback();
        return lines;
    }

    private PreparedStatement prepare(Connection connection, String before, String sql, int turn) throws SQLException {
        Map<String, Object> all = new HashMap<>(values);
        all.putAll(Map.of("organization", BenchmarkData.ORGANIZATION, "user", user(turn), "everywhere", false));
        return NamedParameters.prepare(connection, before, sql, all);
    }

    private String user(int turn) {
        int any = turn * LARGE_PRIME % (BenchmarkData.USERS / 10) * 10;
        return "u" + (any + (newcomers ? 9 : turn % 9));
    }

    private static int count(ResultSet rows) throws SQLException {
        int count = 0;
        while (rows.next()) {
            count++;
        }
        return count;
    }
}
