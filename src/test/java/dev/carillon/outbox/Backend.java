package dev.carillon.outbox;

import dev.carillon.testkit.OwnDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** An application with tables of its own that may publish, and do nothing else of Carillon's. */
final class Backend {

    private static final String NAME = "shop";

    private final DataSource source;

    private Backend(DataSource source) {
        this.source = source;
    }

    static synchronized Backend of(OwnDatabase database) {
        database.asSuperuser("""
                do $$ begin
                    if not exists (select from pg_roles where rolname = 'shop') then
                        create role shop login password 'shop' in role carillon_publisher;
                    end if;
                end $$""");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.url());
        source.setUser(NAME);
        source.setPassword(NAME);
        return new Backend(source);
    }

    Connection connect() throws SQLException {
        return source.getConnection();
    }

    /** In a transaction of its own. */
    void publish(String organizationId, String title) throws SQLException {
        try (Connection connection = connect()) {
            publish(connection, organizationId, title);
        }
    }

    /** In the connection's transaction. */
    static void publish(Connection connection, String organizationId, String title) throws SQLException {
        run(
                connection,
                "select carillon.publish('" + organizationId + "', 'order', '" + title
                        + "', 'message', user_id => '26')");
    }

    /** In the connection's transaction, to be shown so much later, as PostgreSQL writes an interval. */
    static void publish(Connection connection, String organizationId, String title, String later) throws SQLException {
        run(
                connection,
                "select carillon.publish('" + organizationId + "', 'order', '" + title
                        + "', 'message', user_id => '26', deliver_at => clock_timestamp() + interval '" + later + "')");
    }

    /** In the connection's transaction, with a word of its sender about hand-over, as JSON. */
    static void publishHandedOver(Connection connection, String organizationId, String title, String handover)
            throws SQLException {
        run(
                connection,
                "select carillon.publish('" + organizationId + "', 'order', '" + title
                        + "', 'message', user_id => '26', handover => '" + handover + "')");
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
