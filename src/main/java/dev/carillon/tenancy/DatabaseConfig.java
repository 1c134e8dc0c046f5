package dev.carillon.tenancy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The connections to PostgreSQL. */
@ConfigMapping(prefix = "carillon.database")
public interface DatabaseConfig {

    /**
     * Whether a pooler gives each transaction another connection to PostgreSQL: PgBouncer in transaction mode, or a similar one.
     * The pod then sets its time limits in each transaction, and prepares no statements. A pod that meets such a pooler with
     * {@code false} does not start. Migrations need an address of PostgreSQL itself ({@code quarkus.flyway.jdbc-url}).
     */
    @WithDefault("false")
    boolean pooled();

    /**
     * Whether that pooler keeps prepared statements, as PgBouncer 1.21 or later does with {@code max_prepared_statements}
     * above 0. Has no effect without {@code carillon.database.pooled}.
     */
    @WithDefault("false")
    boolean poolerPrepares();
}
