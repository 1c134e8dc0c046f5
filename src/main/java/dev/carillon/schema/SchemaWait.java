package dev.carillon.schema;

import java.io.PrintStream;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.api.FlywayException;

/**
 * Lets a pod that does not migrate wait for the schema that it needs. On the main thread, before the pod opens a port or
 * starts anything else: a pod that waits answers no probe, so nobody sends it requests.
 */
public final class SchemaWait {

    private SchemaWait() {}

    /** Returns whether the schema is there: that of this build, or a later one. */
    public static boolean await(Config config, Duration limit, PrintStream out) {
        Patience patience = new Patience(limit);
        String said = "";
        while (true) {
            String lacks = lacking(config);
            if (lacks.isEmpty()) {
                return true;
            }
            if (!lacks.equals(said)) {
                out.println("Waits for the schema for at most " + limit + ": " + lacks);
                said = lacks;
            }
            if (!patience.again()) {
                out.println("Carillon cannot start: the schema was not there within " + limit + ": " + lacks
                        + ". Run the command migrate, or set QUARKUS_FLYWAY_MIGRATE_AT_START=true.");
                return false;
            }
        }
    }

    private static String lacking(Config config) {
        try {
            Migrations.State state = Migrations.state(config);
            return state.pending() == 0
                    ? ""
                    : "the database is at version " + state.applied() + ", this pod needs " + state.needed();
        } catch (FlywayException e) {
            return Patience.reason(e);
        }
    }
}
