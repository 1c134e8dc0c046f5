package dev.carillon.tenancy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * How strong the wall between organizations is with the database account that this pod has. Says so at the start, and in a
 * metric, if the account could look over it.
 */
@Singleton
class TenancyCheck {

    private static final Logger LOG = Logger.getLogger(TenancyCheck.class);

    /** Whether policies do not bind the account, and whether it is, or may become, the role that they are opened for. */
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
            weakness = database.statement(Query.of(ACCOUNT), row -> {
                row.next();
                return row.getBoolean(1) ? 2 : row.getBoolean(2) ? 1 : 0;
            });
        } catch (LogUnavailable e) {
            LOG.warnf("Row-level security could not be checked: reason=%s", e.reason());
            return;
        }
        if (weakness == 2) {
            LOG.warn("Row-level security does not bind the database account: use one that is no superuser");
        } else if (weakness == 1) {
            LOG.warn("The database account owns the tables, so whoever gets a statement of its own to the database sees"
                    + " all organizations: use a second account (docs/security.md, Organizations)");
        }
    }
}
