package dev.carillon.notification;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Says so at the start if the database account is one that row-level security does not bind. */
class TenancyCheck {

    private static final Logger LOG = Logger.getLogger(TenancyCheck.class);

    private static final String BYPASSES = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user";

    private final DataSource dataSource;

    @Inject
    TenancyCheck(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    void check(@Observes StartupEvent event) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(BYPASSES);
                ResultSet row = statement.executeQuery()) {
            if (row.next() && row.getBoolean(1)) {
                LOG.warn("Row-level security does not bind the database account: use one that is no superuser");
            }
        } catch (SQLException e) {
            LOG.debugf("Row-level security could not be checked: reason=%s", e.getMessage());
        }
    }
}
