package dev.carillon.schema;

import java.io.PrintStream;
import java.util.Locale;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Brings the schema up to date and ends; {@code java -jar quarkus-run.jar migrate}. Each migration is a transaction, so a run
 * that was interrupted leaves whole migrations behind it, and the next run goes on after them.
 */
public final class MigrateCommand {

    public static final String COMMAND = "migrate";

    private static final int USAGE = 2;

    private final Config config;
    private final SchemaConfig limits;
    private final PrintStream out;

    public MigrateCommand(Config config, SchemaConfig limits, PrintStream out) {
        this.config = config;
        this.limits = limits;
        this.out = out;
    }

    /** Returns the exit status: 0 if the schema is up to date. */
    public int run(String... arguments) {
        if (arguments.length > 0) {
            out.println("Usage: java -jar quarkus-run.jar " + COMMAND + "\n"
                    + "  The account: QUARKUS_FLYWAY_USERNAME and _PASSWORD, or that of the pods.\n"
                    + "  How long it waits: CARILLON_SCHEMA_MIGRATE_WAIT.");
            return USAGE;
        }
        Patience patience = new Patience(limits.migrateWait());
        while (true) {
            try {
                migrate(patience);
                return 0;
            } catch (FlywayException e) {
                if (!Patience.passes(e)) {
                    out.println("Schema cannot be migrated: " + Patience.reason(e));
                    return 1;
                }
                out.println("Waits: " + Patience.reason(e));
                if (!patience.again()) {
                    out.println("Schema was not migrated within " + limits.migrateWait() + "; run it again");
                    return 1;
                }
            }
        }
    }

    private void migrate(Patience patience) {
        Flyway flyway = Migrations.ofOwner(config, limits.lockWait(), patience.left(), new Progress(out));
        Migrations.State before = Migrations.State.of(flyway.info());
        out.println("Schema is at version " + before.applied() + "; migrations to apply: " + before.pending());
        flyway.migrate();
        out.println("Schema is at version " + Migrations.State.of(flyway.info()).applied()
                + ", and the application has its rights");
    }

    /** Says what runs, since an index over many rows may take an hour. */
    private record Progress(PrintStream out) implements Callback {

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            MigrationInfo migration = context.getMigrationInfo();
            out.println(String.format(
                    Locale.ROOT,
                    "%s %s (%s)",
                    event == Event.BEFORE_EACH_MIGRATE ? "Applying" : "Applied",
                    migration.getVersion(),
                    migration.getDescription()));
        }

        @Override
        public String getCallbackName() {
            return "progress";
        }
    }
}
