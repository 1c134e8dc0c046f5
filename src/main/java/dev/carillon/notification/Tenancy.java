package dev.carillon.notification;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Opens one organization's part of the database to a statement, and nothing else to it: PostgreSQL's row-level security
 * shows only what belongs to the organization that the transaction names, and forgets the name with it.
 *
 * <p>BEGIN, the name and the statement travel in one message, so this costs the round trip of the COMMIT. That they
 * need an explicit transaction, although PostgreSQL would take one message for one, is the driver's doing: from the
 * sixth execution on it cuts such a message in two.
 */
public final class Tenancy {

    /**
     * For statements that touch the heads of organizations only, which tell nothing, and for functions of the schema that do
     * one thing in all organizations: nothing that can be named here opens more than one.
     */
    public static final String NO_ORGANIZATION = "";

    /** Names the organization for the rest of the transaction; for those who do not come by JDBC. */
    public static final String NAME_ORGANIZATION = "select set_config('carillon.organization', ?, true)";

    private static final String SET = NAME_ORGANIZATION + ";\n";

    private Tenancy() {}

    /**
     * A statement whose parameters are numbered as they stand in {@code sql}; not for batches. Outside a transaction it
     * is one of its own, which is committed when the statement is closed: only then has a write happened.
     */
    public static PreparedStatement prepare(Connection connection, String organizationId, String sql)
            throws SQLException {
        boolean ownTransaction = connection.getAutoCommit();
        PreparedStatement statement = connection.prepareStatement(SET + sql);
        try {
            statement.setString(1, organizationId);
            if (ownTransaction) {
                connection.setAutoCommit(false);
            }
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
        return (PreparedStatement) Proxy.newProxyInstance(
                Tenancy.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                new Scoped(connection, statement, ownTransaction));
    }

    /** Begins a transaction of several statements for one organization; the caller commits and restores auto-commit. */
    public static void begin(Connection connection, String organizationId) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setString(1, organizationId);
            statement.execute();
        }
    }

    /** The statement with the name of the organization in front: the first parameter and the first result are ours. */
    private static final class Scoped implements InvocationHandler {

        private final Connection connection;
        private final PreparedStatement statement;
        private final boolean ownTransaction;
        private boolean executed;

        Scoped(Connection connection, PreparedStatement statement, boolean ownTransaction) {
            this.connection = connection;
            this.statement = statement;
            this.ownTransaction = ownTransaction;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            return switch (method.getName()) {
                case "executeQuery" -> {
                    execute();
                    yield statement.getResultSet();
                }
                case "executeUpdate" -> {
                    execute();
                    yield statement.getUpdateCount();
                }
                case "close" -> {
                    close();
                    yield null;
                }
                case "addBatch", "executeBatch", "execute", "executeLargeUpdate", "clearParameters" ->
                    throw new UnsupportedOperationException(method.getName());
                default -> pass(method, arguments);
            };
        }

        private void execute() throws SQLException {
            executed = false;
            statement.execute();
            statement.getMoreResults();
            executed = true;
        }

        private void close() throws SQLException {
            statement.close();
            if (ownTransaction && !connection.getAutoCommit()) {
                if (executed) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }

        private Object pass(Method method, Object[] arguments) throws Throwable {
            try {
                boolean setsParameter =
                        method.getName().startsWith("set") && arguments.length > 1 && arguments[0] instanceof Integer;
                return method.invoke(statement, setsParameter ? shifted(arguments) : arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private static Object[] shifted(Object[] arguments) {
            Object[] shifted = Arrays.copyOf(arguments, arguments.length);
            shifted[0] = (Integer) arguments[0] + 1;
            return shifted;
        }
    }
}
