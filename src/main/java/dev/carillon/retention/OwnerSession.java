package dev.carillon.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** One connection of the tables' owner. Each statement is a transaction of its own. Not shared between threads. */
final class OwnerSession implements AutoCloseable {

    private static final String LOCK = "select pg_try_advisory_lock(hashtext('carillon.retention'))";

    private final Connection connection;

    OwnerSession(Source source) throws SQLException {
        connection = source.open();
    }

    /** False if another pod has it. It ends with the session, so no crash leaves it behind. */
    boolean lock() throws SQLException {
        run("set statement_timeout = 0");
        return list(LOCK).get(0).equals("t");
    }

    /** For statements that stop others while they wait. */
    void waitBriefly() throws SQLException {
        run("set lock_timeout = '1s'");
    }

    /** For statements that stop nobody. */
    void waitForever() throws SQLException {
        run("set lock_timeout = 0");
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of all rows, as text. */
    List<String> list(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }

    boolean exists(String sql, Object... parameters) throws SQLException {
        return !list(sql, parameters).isEmpty();
    }

    /** From any thread: ends what is running, and the session. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // It has ended by itself.
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Where connections come from. */
    @FunctionalInterface
    interface Source {
        Connection open() throws SQLException;
    }
}
