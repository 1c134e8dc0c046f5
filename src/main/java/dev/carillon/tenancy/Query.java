package dev.carillon.tenancy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** One SQL statement with a value for each question mark. Not shared between threads. */
public final class Query {

    private final String sql;
    private final Object[] values;
    private final int fetchRows;

    private Query(String sql, int fetchRows, Object[] values) {
        this.sql = sql;
        this.fetchRows = fetchRows;
        this.values = values;
    }

    /**
     * @param values of classes that the driver knows, instants, durations (in whole seconds), and arrays of {@code String},
     *     {@code Long} or {@code Integer}; null is NULL
     */
    public static Query of(String sql, @Nullable Object... values) {
        return new Query(sql, 0, values);
    }

    /** The same with {@code rows} fetched at a time, for results that do not fit into one message. */
    public Query fetching(int rows) {
        return new Query(sql, rows, values);
    }

    /** Executes the statement for its effect alone. */
    void execute(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection, "", 1)) {
            statement.execute();
        }
    }

    /** The statement after {@code prefix}, whose parameters have the numbers below {@code first}. */
    PreparedStatement prepare(Connection connection, String prefix, int first) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(prefix + sql);
        try {
            statement.setFetchSize(fetchRows);
            for (int i = 0; i < values.length; i++) {
                set(connection, statement, first + i, values[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** Arrays keep their own type: the driver sends {@code String[]} in PostgreSQL's binary form, {@code Object[]} as text. */
    private static void set(Connection connection, PreparedStatement statement, int number, @Nullable Object value)
            throws SQLException {
        if (value instanceof String[] texts) {
            statement.setArray(number, connection.createArrayOf("text", texts));
        } else if (value instanceof Long[] numbers) {
            statement.setArray(number, connection.createArrayOf("int8", numbers));
        } else if (value instanceof Integer[] numbers) {
            statement.setArray(number, connection.createArrayOf("int4", numbers));
        } else if (value instanceof Duration duration) {
            statement.setDouble(number, (double) duration.toSeconds());
        } else if (value instanceof Instant at) {
            statement.setObject(number, at.atOffset(ZoneOffset.UTC));
        } else {
            statement.setObject(number, value);
        }
    }
}
