package dev.carillon.check;

import dev.carillon.schema.Migrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.api.FlywayException;

/** The schema, and what the accounts may do with it. */
final class SchemaFindings {

    /** The rights that {@code grant_to_application()} gives: tables, and functions that run with the owner's rights. */
    private static final String LACKING = """
            select c.relname::text from pg_class c
            where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and not has_table_privilege(c.oid, 'select')
            union all
            select p.proname::text from pg_proc p
            where p.pronamespace = current_schema()::regnamespace and p.prosecdef
              and not has_function_privilege(p.oid, 'execute')
            """;

    private static final String OWNS = """
            select pg_has_role((select relowner from pg_class where oid = to_regclass('notification')), 'USAGE')
            """;

    private SchemaFindings() {}

    static boolean isThere(Connection connection) throws SQLException {
        return !Answer.text(connection, "select to_regclass('notification')").isEmpty();
    }

    static Finding version(Config config) {
        try {
            Migrations.State state = Migrations.state(config);
            return state.pending() == 0
                    ? Finding.ok("", "at version " + state.applied())
                    : Finding.warning(
                            "",
                            "at version " + state.applied() + ", this build needs " + state.needed()
                                    + ": run migrate, or let a pod do it");
        } catch (FlywayException e) {
            return Finding.failure("", e);
        }
    }

    static Finding rights(Connection connection) throws SQLException {
        if (!isThere(connection)) {
            return Finding.unknown("", "there are no tables yet");
        }
        List<String> lacking = Answer.all(connection, LACKING);
        return lacking.isEmpty()
                ? Finding.ok("", "all that pods need")
                : Finding.failure(
                        "",
                        "no right on " + String.join(", ", lacking)
                                + ": run migrate, which grants them to carillon_application");
    }

    /** As the owner's account. */
    static Finding owner(Connection connection) throws SQLException {
        String user = Answer.text(connection, "select current_user");
        boolean superuser = Answer.text(connection, "select rolsuper from pg_roles where rolname = current_user")
                .equals("t");
        boolean creates = Answer.text(connection, "select has_schema_privilege(current_schema(), 'create')")
                .equals("t");
        if (!creates) {
            return Finding.failure(
                    "", user + " may not create tables in " + Answer.text(connection, "select current_schema()"));
        }
        if (isThere(connection) && !Answer.text(connection, OWNS).equals("t")) {
            return Finding.failure("", user + " does not own the tables");
        }
        return superuser
                ? Finding.warning("", user + " is a superuser, and need not be one")
                : Finding.ok("", user + " may migrate");
    }
}
