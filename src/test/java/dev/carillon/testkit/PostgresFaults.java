package dev.carillon.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Makes trouble in a PostgreSQL from inside; the user must be a superuser to end the backends of others. */
public record PostgresFaults(String jdbcUrl, String user, String password) {
    private static final String TERMINATE = """
            select count(*) filter (where pg_terminate_backend(pid))
            from pg_stat_activity
            where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
            """;

    /** A fault that lasts; closing it twice is harmless. */
    public static final class Hold implements AutoCloseable {
        private final List<Connection> connections;
        private final CountDownLatch over = new CountDownLatch(1);

        private Hold(List<Connection> connections) {
            this.connections = connections;
        }

        public boolean isOver() {
            return over.getCount() == 0;
        }

        private void endAfter(Duration howLong) {
            Thread timer = new Thread(
                    () -> {
                        try (this) {
                            over.await(howLong.toNanos(), TimeUnit.NANOSECONDS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "postgres-fault");
            timer.setDaemon(true);
            timer.start();
        }

        @Override
        public void close() {
            for (Connection connection : connections) {
                try {
                    // abort, not close: it needs no answer, and a frozen server would give none.
                    connection.abort(Runnable::run);
                } catch (SQLException e) {
                    // Terminated by another fault; its locks are free.
                }
            }
            over.countDown();
        }
    }

    /** Ends every other client's backend in this database and answers how many there were. */
    public int terminateBackends() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(TERMINATE)) {
            count.next();
            return count.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot terminate backends", e);
        }
    }

    /** Holds the strongest lock, against readers too; returns once it is held. */
    public Hold lockTable(String table, Duration howLong) {
        try {
            Connection connection = connect();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local lock_timeout = '10s'");
                statement.execute("lock table " + quoted(connection, table) + " in access exclusive mode");
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            Hold hold = new Hold(List.of(connection));
            hold.endAfter(howLong);
            return hold;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot lock " + table, e);
        }
    }

    /** Opens {@code atMost} connections, or as many as the server still allows, and keeps them. */
    public Hold holdAllConnections(int atMost) {
        List<Connection> connections = new ArrayList<>();
        try {
            while (connections.size() < atMost) {
                connections.add(connect());
            }
        } catch (SQLException e) {
            if (!"53300".equals(e.getSQLState())) { // too_many_connections is what was wanted
                new Hold(connections).close();
                throw new IllegalStateException("cannot take connection " + connections.size(), e);
            }
        }
        return new Hold(connections);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, password);
    }

    private static String quoted(Connection connection, String table) throws SQLException {
        try (PreparedStatement quote = connection.prepareStatement("select quote_ident(?)")) {
            quote.setString(1, table);
            try (ResultSet result = quote.executeQuery()) {
                result.next();
                return result.getString(1);
            }
        }
    }
}
