package dev.carillon.inbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements with named parameters over JDBC, as Hibernate hands them to the driver. */
final class NamedParameters {

    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z]+)");

    private NamedParameters() {}

    static PreparedStatement prepare(Connection connection, String before, String sql, Map<String, Object> values)
            throws SQLException {
        PreparedStatement statement =
                connection.prepareStatement(before + PARAMETER.matcher(sql).replaceAll("?"));
        Matcher parameter = PARAMETER.matcher(sql);
        for (int i = 1; parameter.find(); i++) {
            Object value = values.get(parameter.group(1));
            statement.setObject(i, value instanceof String[] a ? connection.createArrayOf("text", a) : value);
        }
        return statement;
    }
}
