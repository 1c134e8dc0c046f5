package dev.carillon.tenancy;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Instant;
import java.time.OffsetDateTime;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions that see one organization only: row-level security shows the rows of the organization that the
 * transaction names, and the name ends with it. Every method blocks, so never call one on an event loop. A failure is
 * {@link LogUnavailable}; it does not say whether anything was written.
 */
@Singleton
public class Database {

    /**
     * For statements that touch only the heads of organizations, which reveal nothing, and for functions of the schema that
     * do one thing in all organizations. No name opens more than one organization.
     */
    public static final String NO_ORGANIZATION = "";

    private final DataSource dataSource;
    private final ConnectionShares shares;
    private final ConnectionShares.Share share;
    private final String nameOrganization;
    private final String beforeStatement;

    @Inject
    public Database(DataSource dataSource, ConnectionShares shares, ConnectionSettings settings) {
        this(
                dataSource,
                shares,
                ConnectionShares.Share.READS,
                settings.nameOrganization() + ";\n",
                settings.beforeStatement());
    }

    /** Takes as many connections as it needs, which nobody changes between transactions. */
    public Database(DataSource dataSource) {
        this(dataSource, ConnectionShares.unbounded(), ConnectionSettings.ofConnections());
    }

    private Database(
            DataSource dataSource,
            ConnectionShares shares,
            ConnectionShares.Share share,
            String nameOrganization,
            String beforeStatement) {
        this.dataSource = dataSource;
        this.shares = shares;
        this.share = share;
        this.nameOrganization = nameOrganization;
        this.beforeStatement = beforeStatement;
    }

    /** The same database, with connections of another share than {@code READS}. */
    public Database with(ConnectionShares.Share other) {
        return new Database(dataSource, shares, other, nameOrganization, beforeStatement);
    }

    /** One statement as a transaction of its own. */
    public <T> T query(String organizationId, Query query, Rows<T> rows) {
        return transaction(organizationId, transaction -> transaction.query(query, rows));
    }

    /** Several statements of one transaction, which is committed when {@code work} returns. */
    @SuppressWarnings("try") // A place is only held.
    public <T> T transaction(String organizationId, Work<T> work) {
        try (ConnectionShares.Place place = shares.take(share);
                Connection connection = dataSource.getConnection();
                Transaction transaction =
                        new Transaction(connection, organizationId, nameOrganization, beforeStatement)) {
            T result = work.in(transaction);
            transaction.commit();
            return result;
        } catch (SQLException e) {
            throw new LogUnavailable(e);
        }
    }

    /** One statement that needs no organization, or that names its organizations itself. It takes a single round trip. */
    @SuppressWarnings("try") // A place is only held.
    public <T> T statement(Query query, Rows<T> rows) {
        try (ConnectionShares.Place place = shares.take(share);
                Connection connection = dataSource.getConnection()) {
            return execute(connection, beforeStatement, query, rows);
        } catch (SQLException e) {
            throw new LogUnavailable(e);
        }
    }

    /**
     * The same for a statement that writes. A warning counts as a failure: a commit that did not wait for its standby
     * says so in a warning, and may be lost.
     */
    @SuppressWarnings("try") // A place is only held.
    public <T> T certain(Query query, Rows<T> rows) {
        try (ConnectionShares.Place place = shares.take(share);
                Connection connection = dataSource.getConnection();
                PreparedStatement statement = query.prepare(connection, beforeStatement, 1)) {
            T result = read(statement, beforeStatement, rows);
            SQLWarning warning = statement.getWarnings();
            if (warning != null) {
                throw warning;
            }
            return result;
        } catch (SQLException e) {
            throw new LogUnavailable(e);
        }
    }

    /**
     * A connection of the caller's own, for what PostgreSQL ties to a connection, such as an advisory lock. It is kept for
     * long, so it belongs to no share.
     */
    public Session session() {
        try {
            return new Session(dataSource.getConnection());
        } catch (SQLException e) {
            throw new LogUnavailable(e);
        }
    }

    /** @param before a query without parameters that is sent in front, in the same message; empty for none */
    static <T> T execute(Connection connection, String before, Query query, Rows<T> rows) throws SQLException {
        try (PreparedStatement statement = query.prepare(connection, before, 1)) {
            return read(statement, before, rows);
        }
    }

    /** Executes the statement and reads its own result, past that of the query in front. */
    private static <T> T read(PreparedStatement statement, String before, Rows<T> rows) throws SQLException {
        statement.execute();
        if (!before.isEmpty()) {
            statement.getMoreResults();
        }
        try (ResultSet result = statement.getResultSet()) {
            return rows.read(result);
        }
    }

    /** A column that may be null. */
    public static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /** One connection until it is closed. Not shared between threads at the same time. */
    public static final class Session implements AutoCloseable {

        private final Connection connection;

        private Session(Connection connection) {
            this.connection = connection;
        }

        /** One statement that belongs to no organization, as a transaction of its own. */
        public <T> T statement(Query query, Rows<T> rows) {
            try {
                return execute(connection, "", query, rows);
            } catch (SQLException e) {
                throw new LogUnavailable(e);
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new LogUnavailable(e);
            }
        }
    }

    /** Reads a result, which stands before the first row and is closed afterwards. */
    @FunctionalInterface
    public interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** The statements of a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Transaction transaction) throws SQLException;
    }

    /**
     * Names the organization in front of each statement. BEGIN, the name and the statement travel in one message, so this
     * costs only the round trip of the COMMIT. Without BEGIN, PostgreSQL would run one message as one transaction, but from
     * the sixth execution on the driver splits such a message in two.
     */
    public static final class Transaction implements AutoCloseable {

        private final Connection connection;
        private final String organizationId;
        private final String nameOrganization;
        private final String beforeStatement;
        private boolean committed;

        private Transaction(
                Connection connection, String organizationId, String nameOrganization, String beforeStatement)
                throws SQLException {
            this.connection = connection;
            this.organizationId = organizationId;
            this.nameOrganization = nameOrganization;
            this.beforeStatement = beforeStatement;
            connection.setAutoCommit(false);
        }

        private void commit() throws SQLException {
            connection.commit();
            committed = true;
        }

        @Override
        public void close() throws SQLException {
            if (!committed) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }

        public <T> T query(Query query, Rows<T> rows) throws SQLException {
            try (PreparedStatement statement = prepare(query);
                    ResultSet result = statement.getResultSet()) {
                return rows.read(result);
            }
        }

        /** Returns how many rows the statement has changed. */
        public int update(Query query) throws SQLException {
            try (PreparedStatement statement = prepare(query)) {
                return statement.getUpdateCount();
            }
        }

        /** A statement that names its organization itself. */
        public <T> T statement(Query query, Rows<T> rows) throws SQLException {
            return execute(connection, beforeStatement, query, rows);
        }

        /** Executes the statement and returns it at its own result, past the name's. */
        private PreparedStatement prepare(Query query) throws SQLException {
            PreparedStatement statement = query.prepare(connection, nameOrganization, 2);
            try {
                statement.setString(1, organizationId);
                statement.execute();
                statement.getMoreResults();
                return statement;
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
        }
    }
}
