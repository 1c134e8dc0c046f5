package dev.carillon.retention;

import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.PostgresLogs;
import dev.carillon.testkit.OwnDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures what creates of both versions notice while a database of 0.1.0 becomes one with segments. */
public final class MigrateStore {

    private static final int ORGANIZATIONS = 10_000;

    /** Half of the rows are of one organization, the rest of 10,000. */
    private static final String FILL = """
            insert into notification (organization_id, id, user_id, type, title, message, action_url, created_at)
            select case when n %% 2 = 0 then 'large' else 'small-' || (n / 2) %% %1$d end,
                   case when n %% 2 = 0 then n / 2 + 1 else n / 2 / %1$d + 1 end,
                   case when n %% 20 > 1 then 'u' || (n / 20) %% 20000 end,
                   'session_created', 'A session was booked', repeat('m', 200), '/sessions/1',
                   now() - (%2$d - n) * interval '1 second'
            from generate_series(0, %2$d - 1) n
            """;

    private static final String HEADS = """
            insert into organization (id, head) select organization_id, max(id) from notification group by 1
            """;

    private static final String GAPS = """
            select count(*) from (
                select 1 from notification group by organization_id
                having count(*) <> max(id) or count(distinct id) <> max(id)) gaps
            """;

    private MigrateStore() {}

    public static void main(String[] arguments) throws Exception {
        long rows = Long.parseLong(arguments[0]);
        List<String> lines = new ArrayList<>();
        lines.add(String.format("%-46s %10s %10s %12s %12s", "phase", "seconds", "creates", "p99 ms", "slowest ms"));
        OwnDatabase database = filled(rows);
        NotificationLog log = PostgresLogs.at(KeptConnections.of(database.application()));
        PreviousVersion previous = new PreviousVersion(KeptConnections.of(database.application()));
        CreateLoad old = new CreateLoad(2, organization -> previous.append(organization, 1));
        measure(lines, "0.1.0 alone", old, MigrateStore::pause);
        measure(lines, "first new pod migrates, 0.1.0 writes", old, () -> database.migrateTo("latest"));
        CreateLoad both = new CreateLoad(2, organization -> log.append(organization, PostgresLogs.creates(1)));
        measure(lines, "both versions, seen by 0.1.0", old, MigrateStore::pause);
        measure(lines, "both versions, seen by the new one", both, MigrateStore::pause);
        old.stop();
        measure(lines, "division: indexes, checks, catalog", both, () -> divide(database));
        measure(lines, "segments", both, MigrateStore::pause);
        both.stop();
        lines.add("");
        lines.add("creates that failed: 0.1.0 " + old.failures() + ", new " + both.failures());
        lines.add("organizations with a gap or an id twice: " + database.sql().text(GAPS));
        lines.add("rows: " + rows + " before, " + database.sql().text("select count(*) from notification") + " after");
        write(Path.of(arguments[1]), rows, lines);
        lines.forEach(System.out::println);
        System.exit(0);
    }

    private static OwnDatabase filled(long rows) {
        OwnDatabase database = OwnDatabase.migratedTo("27");
        PreviousVersion.GRANTS.forEach(grant -> database.sql().run(grant));
        database.sql().run(String.format(FILL, ORGANIZATIONS, rows));
        database.sql().run(HEADS);
        database.sql().run("vacuum analyze notification");
        return database;
    }

    private static void measure(List<String> lines, String phase, CreateLoad load, Step step) throws Exception {
        load.reset();
        long begun = System.nanoTime();
        step.run();
        double seconds = (System.nanoTime() - begun) / 1e9;
        String line = String.format("%-46s %10.1f %s", phase, seconds, load.summary());
        System.out.println(line);
        lines.add(line);
    }

    private static void divide(OwnDatabase database) throws SQLException {
        try (OwnerSession session = new OwnerSession(database.owner()::getConnection)) {
            session.run("set statement_timeout = 0");
            if (!new FirstSegment(session).make(Duration.ZERO)) {
                throw new IllegalStateException("The tables were not divided");
            }
        }
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(15_000);
    }

    private static void write(Path page, long rows, List<String> lines) throws IOException {
        Files.writeString(page, """
                # The upgrade of a full database under load

                **Question.** Do appends become slow while the tables of 0.1.0 become the first segment?

                **Data.** %,d notifications, half of one organization, the rest of 10,000. Two connections create in turn in all of
                them, without a pause, as a pod of each version does. An append that fails is counted and not repeated.

                **Machine.** %s; PostgreSQL as the tests start it, commits synced to disk; shared with other work, so read the phases
                against each other.

                **Command.** `src/bench/migrate-store %d` writes this page:

                %s
                """.formatted(
                        rows,
                        Runtime.getRuntime().availableProcessors() + " processors",
                        rows,
                        String.join(
                                "\n",
                                lines.stream()
                                        .map(line -> ("    " + line).stripTrailing())
                                        .toList())));
    }

    private interface Step {
        void run() throws Exception;
    }
}
