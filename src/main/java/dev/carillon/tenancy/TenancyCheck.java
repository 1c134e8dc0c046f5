package dev.carillon.tenancy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/**
 * Checks at startup whether this pod's database account could see all organizations. If so, a log line and a metric say it.
 */
@Singleton
public class TenancyCheck {

    private static final Logger LOG = Logger.getLogger(TenancyCheck.class);

    /** Whether row-level security does not bind the account, and whether the account is, or may become, the tables' owner. */
    private static final String ACCOUNT = """
            select r.rolsuper or r.rolbypassrls,
                   pg_has_role(current_user, (select relowner from pg_class where oid = 'notification'::regclass), 'MEMBER')
            from pg_roles r where r.rolname = current_user
            """;

    private final Database database;
    private volatile double weakness = Double.NaN;

    @Inject
    TenancyCheck(Database database, MeterRegistry registry) {
        this.database = database;
        Gauge.builder("carillon.tenancy.weakness", this, check -> check.weakness)
                .description("Whether the database account could see all organizations: 0 no, 1 it owns the tables, 2"
                        + " row-level security does not bind it")
                .strongReference(true)
                .register(registry);
    }

    void check(@Observes StartupEvent event) {
        try {
            weakness = database.statement(Query.of(ACCOUNT), TenancyCheck::read);
        } catch (LogUnavailable e) {
            LOG.warnf("Row-level security could not be checked: reason=%s", e.reason());
            return;
        }
        if (weakness == 2) {
            LOG.warn("Row-level security does not bind the database account: use one that is not a superuser");
        } else if (weakness == 1) {
            LOG.warn("The database account owns the tables, so anyone who can run a statement with it sees"
                    + " all organizations: use a second account (docs/security.md, Organizations)");
        }
    }

    /** How weak the wall is for this connection's account, as the metric tells it: 0, 1 or 2. */
    public static int weaknessOf(Connection connection) throws SQLException {
        return Database.execute(connection, "", Query.of(ACCOUNT), TenancyCheck::read);
    }

    private static int read(ResultSet row) throws SQLException {
        row.next();
        return row.getBoolean(1) ? 2 : row.getBoolean(2) ? 1 : 0;
    }
}
