package dev.carillon.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The first column of what a statement answers, as text. */
final class Answer {

    private Answer() {}

    /** Empty if there is no row, or a null. */
    static String text(Connection connection, String sql, String... values) throws SQLException {
        List<String> all = all(connection, sql, values);
        return all.isEmpty() ? "" : all.get(0);
    }

    static List<String> all(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            List<String> all = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String value = rows.getString(1);
                    all.add(value == null ? "" : value);
                }
            }
            return all;
        }
    }
}
