package dev.carillon.chaos;

import dev.carillon.cluster.BreakableCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Holds the locks of organizations, so that create requests stop between their arrival and their commit. */
final class HeadLock implements AutoCloseable {
    private static final String WAITERS = """
            select count(*) from pg_stat_activity where wait_event_type = 'Lock' and usename = 'carillon_web'
            """;

    private final Connection connection;
    private final Connection observer;
    private final String organization;

    private HeadLock(Connection connection, Connection observer, String organization) {
        this.connection = connection;
        this.observer = observer;
        this.organization = organization;
    }

    static HeadLock take(BreakableCluster cluster, String organization) throws SQLException {
        return take(cluster, List.of(organization));
    }

    /** Creates the rows that are not there yet. */
    static HeadLock take(BreakableCluster cluster, List<String> organizations) throws SQLException {
        String url = cluster.services().postgres().superuserJdbcUrl();
        Connection connection = DriverManager.getConnection(url);
        connection.setAutoCommit(false);
        HeadLock lock = new HeadLock(connection, DriverManager.getConnection(url), organizations.get(0));
        for (String organization : organizations) {
            lock.update("insert into organization (id) values (?) on conflict (id) do nothing", organization);
            lock.update("update organization set id = id where id = ?", organization);
        }
        return lock;
    }

    /** Inserts under the lock as a pod does, and does not commit; answers the id. */
    long insert(String message) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                select before_id + 1 from append(
                    array[?], true, '{1}', '{1}', array[(random() * 1000000)::int + 1], '{NULL}', '{chaos}', '{A title}',
                    array[?], '{NULL}', '{NULL}', '{NULL}', '{NULL}', '{}', '{}', '{}', '{}', '{}', '1 day')
                """)) {
            insert.setString(1, organization);
            insert.setString(2, message);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** Gives the rows back as they were. */
    void release() throws SQLException {
        connection.rollback();
    }

    /** How many statements of the application wait for a lock. */
    long waiters() throws SQLException {
        return count(WAITERS, null);
    }

    long rowsWithMessage(String message) throws SQLException {
        return count("select count(*) from notification where message = ?", message);
    }

    private long count(String sql, String parameter) throws SQLException {
        try (PreparedStatement select = observer.prepareStatement(sql)) {
            if (parameter != null) {
                select.setString(1, parameter);
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void update(String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            statement.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        observer.close();
    }
}
