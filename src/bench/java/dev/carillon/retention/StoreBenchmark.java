package dev.carillon.retention;

import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.PostgresLogs;
import dev.carillon.testkit.OwnDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Compares appends to the tables of 0.1.0 with appends to segments, in one run and in turn. */
public final class StoreBenchmark {

    private static final int ROUNDS = 5;
    private static final int MILLIS = 4_000;
    private static final int WINDOWS = 6;
    private static final int SEGMENTS = 12;

    private static final List<Case> CASES = List.of(
            new Case("one organization, 1 connection, 1 notification", 1, 1, 1),
            new Case("one organization, 8 connections, 1 notification", 1, 8, 1),
            new Case("one organization, 8 connections, 20 notifications", 1, 8, 20),
            new Case("1,000 organizations, 8 connections, 1 notification", 1_000, 8, 1),
            new Case("1,000 organizations, 8 connections, 20 notifications", 1_000, 8, 20));

    private StoreBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("Takes about five minutes; each line is printed when it is known.");
        OwnDatabase before = OwnDatabase.migratedTo("27");
        PreviousVersion.GRANTS.forEach(grant -> before.sql().run(grant));
        OwnDatabase after = OwnDatabase.migratedTo("latest");
        for (int i = 1; i < SEGMENTS; i++) {
            after.sql().text("select open_segment()");
        }
        PreviousVersion previous = new PreviousVersion(KeptConnections.of(before.application()));
        NotificationLog log = PostgresLogs.at(KeptConnections.of(after.application()));
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                "%-54s %9s %9s %7s  %s", "appends a second, medians", "0.1.0", "segments", "ratio", "spread"));
        System.out.println(lines.get(0));
        for (Case one : CASES) {
            lines.add(one.compare(
                    organization -> previous.append(organization, one.notifications()),
                    organization -> log.append(organization, PostgresLogs.creates(one.notifications()))));
            System.out.println(lines.get(lines.size() - 1));
        }
        lines.add("");
        lines.add("beside an open snapshot, one organization, 1 connection, appends a second in windows of 4 s");
        lines.add("0.1.0     " + besideASnapshot(before, organization -> previous.append(organization, 1)));
        lines.add("segments  "
                + besideASnapshot(after, organization -> log.append(organization, PostgresLogs.creates(1))));
        lines.subList(CASES.size() + 1, lines.size()).forEach(System.out::println);
        write(Path.of(arguments[0]), lines);
        System.exit(0);
    }

    private static String besideASnapshot(OwnDatabase database, CreateLoad.Create create) throws Exception {
        StringBuilder windows = new StringBuilder();
        try (Connection dump = database.owner().getConnection();
                Statement statement = dump.createStatement()) {
            holdASnapshot(dump, statement);
            CreateLoad load = new CreateLoad(1, () -> "snapshot", create);
            for (int window = 0; window < WINDOWS; window++) {
                windows.append(String.format("%8.0f", rate(load)));
            }
            load.stop();
            dump.rollback();
        }
        return windows.toString();
    }

    private static void holdASnapshot(Connection dump, Statement statement) throws SQLException {
        dump.setAutoCommit(false);
        statement.execute("set transaction isolation level repeatable read");
        statement.execute("select count(*) from organization");
    }

    private static double rate(CreateLoad load) throws InterruptedException {
        load.reset();
        long begun = System.nanoTime();
        Thread.sleep(MILLIS);
        return load.count() / ((System.nanoTime() - begun) / 1e9);
    }

    private static void write(Path page, List<String> lines) throws IOException {
        Files.writeString(page, """
                # Appends to segments

                **Question.** Are appends to segments as fast as to the tables of 0.1.0, and do they stay so beside a long snapshot?

                **Data.** Two databases on one server, one as 0.1.0 had it, one with %d segments. The pods' own statements, one
                transaction each, over kept connections. %d rounds of %d s for each case and database, in turn.

                **Machine.** %d processors; PostgreSQL as the tests start it, commits synced to disk; shared with other work, so read
                the ratios.

                **Command.** `src/bench/store` writes this page:

                %s
                """.formatted(
                        SEGMENTS,
                        ROUNDS,
                        MILLIS / 1_000,
                        Runtime.getRuntime().availableProcessors(),
                        String.join(
                                "\n",
                                lines.stream()
                                        .map(line -> ("    " + line).stripTrailing())
                                        .toList())));
    }

    private record Case(String name, int organizations, int connections, int notifications) {

        String compare(CreateLoad.Create previous, CreateLoad.Create segments) throws InterruptedException {
            List<Double> before = new ArrayList<>();
            List<Double> after = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                before.add(once(previous));
                after.add(once(segments));
                ratios.add(after.get(round) / before.get(round));
            }
            Collections.sort(ratios);
            return String.format(
                    "%-54s %9.0f %9.0f %7.2f  %.2f to %.2f",
                    name, median(before), median(after), ratios.get(ROUNDS / 2), ratios.get(0), ratios.get(ROUNDS - 1));
        }

        private double once(CreateLoad.Create create) throws InterruptedException {
            Supplier<String> any = () -> notifications + "-" + connections + "-"
                    + ThreadLocalRandom.current().nextInt(organizations);
            CreateLoad load = new CreateLoad(connections, any, create);
            double rate = rate(load);
            load.stop();
            return rate;
        }

        private static double median(List<Double> values) {
            List<Double> sorted = new ArrayList<>(values);
            Collections.sort(sorted);
            return sorted.get(sorted.size() / 2);
        }
    }
}
