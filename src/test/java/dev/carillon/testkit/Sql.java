package dev.carillon.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A test's statements about all organizations, each on a connection of its own. */
public record Sql(DataSource database) {

    /** As the owner of the database that tests share. */
    public static Sql ofOwner() {
        return new Sql(SharedServices.database());
    }

    public static Sql at(String jdbcUrl) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(jdbcUrl);
        return new Sql(database);
    }

    /** Returns how many rows it changed. */
    public int run(String sql, Object... parameters) {
        return on(sql, parameters, statement -> {
            statement.execute();
            return Math.max(0, statement.getUpdateCount());
        });
    }

    /** The first column of all rows, as text. */
    public List<String> list(String sql, Object... parameters) {
        return on(sql, parameters, statement -> {
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        });
    }

    public String text(String sql, Object... parameters) {
        return list(sql, parameters).get(0);
    }

    public long number(String sql, Object... parameters) {
        return Long.parseLong(text(sql, parameters));
    }

    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T on(String sql, Object[] parameters, Use<T> use) {
        try (Connection connection = database.getConnection();
                Statement before = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            before.execute("set carillon.organization = '*'");
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return use.of(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
