package dev.carillon.bigtables;

import dev.carillon.embedded.PostgresServer;
import dev.carillon.retention.KeptConnections;
import dev.carillon.tenancy.ConnectionSettings;
import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.Sql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with the schema that a pod makes. */
record Store(PostgresServer server, String name, Shape shape) {

    static Store create(PostgresServer server, String name, Shape shape) {
        Store store = new Store(server, name, shape);
        Sql.at(server.superuserJdbcUrl()).run("create database " + name + " owner " + server.user());
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setUrl(store.at(server.jdbcUrl()));
        owner.setUser(server.user());
        owner.setPassword(server.password());
        Flyway.configure()
                .dataSource(owner)
                .initSql(OwnDatabase.initSql())
                .load()
                .migrate();
        return store;
    }

    private String at(String url) {
        return url.replace("/" + PostgresServer.OWNER, "/" + name);
    }

    Connection superuser() throws SQLException {
        return DriverManager.getConnection(at(server.superuserJdbcUrl()));
    }

    Sql sql() {
        return Sql.at(at(server.superuserJdbcUrl()));
    }

    /**
     * As the pod's pool makes them, one for each thread: of the account that row-level security binds, with the pool's settings. A
     * transaction may be idle for longer, since a busy machine can stop this program for seconds.
     */
    DataSource application() {
        PGSimpleDataSource source = new PGSimpleDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                ConnectionSettings.ofConnections().onConnectionCreate(connection);
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set idle_in_transaction_session_timeout = '60s'");
                }
                return connection;
            }
        };
        source.setUrl(at(server.jdbcUrl()));
        source.setUser(server.applicationUser());
        source.setPassword(server.applicationPassword());
        return KeptConnections.of(source);
    }

    String size() {
        return sql().text("select pg_size_pretty(pg_database_size(current_database()))");
    }
}
