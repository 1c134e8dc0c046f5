package dev.carillon.bigtables;

import dev.carillon.notification.Commits;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.PostgresLogs;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.sql.DataSource;

/** The questions of a pod's position check, where it has listeners in every organization. */
final class PositionCosts {

    private static final int WARM_UP = 50;
    private static final int RUNS = 400;
    /** {@code carillon.broadcast.position-comparison-slice}. */
    private static final int SLICE = 3_000;

    private final Store store;
    private final DataSource pool;
    private final NotificationLog log;
    private final NotificationLog writer;
    private final List<String> organizations = new ArrayList<>(List.of(Shape.LARGE));
    private final Random random = new Random(1);
    private int commits;

    PositionCosts(Store store) throws SQLException {
        this.store = store;
        pool = store.application();
        log = PostgresLogs.at(pool);
        DataSource unsynced = store.application();
        try (Connection connection = unsynced.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set synchronous_commit = off");
        }
        writer = PostgresLogs.at(unsynced);
        for (int i = 0; i < store.shape().organizations(); i++) {
            organizations.add(Shape.small(i));
        }
        // A pod goes through them in no order.
        Collections.shuffle(organizations, random);
    }

    static String head() {
        return String.format(
                "%-52s %7s %7s %7s   %8s %7s %7s %6s",
                "question", "p50 ms", "p95", "worst", "CPU p50", "p95", "worst", "pages");
    }

    /** The questions in their order; each needs the commits of the one before. */
    void run(Lines lines) throws SQLException {
        String snapshot = log.committedSince(null).snapshot();
        add(lines, "by transactions: nothing new", () -> log.committedSince(snapshot));
        for (int count : new int[] {600, 5_000, 30_000}) {
            commit(count);
            Commits answer = log.committedSince(snapshot);
            String name = String.format(
                    Locale.ROOT,
                    "by transactions: %,d commits, %s",
                    count,
                    answer.complete() ? "answered" : "\"too many\"");
            add(lines, name, () -> log.committedSince(snapshot));
        }
        String slices = String.format(
                Locale.ROOT,
                "one slice of %,d of the comparison of %,d",
                Math.min(SLICE, organizations.size()),
                organizations.size());
        add(lines, slices, () -> log.heads(slice()));
    }

    private List<String> slice() {
        int from = random.nextInt(Math.max(1, organizations.size() - SLICE));
        return organizations.subList(from, Math.min(organizations.size(), from + SLICE));
    }

    private void add(Lines lines, String name, Runnable question) throws SQLException {
        for (int i = 0; i < WARM_UP; i++) {
            question.run();
        }
        Times times = new Times(RUNS);
        try (ServerWork work = new ServerWork(store, pool.getConnection())) {
            for (int i = 0; i < RUNS; i++) {
                times.measure(work, reader -> question.run(), store.shape().anyone(false));
            }
        }
        lines.say(
                "%-52s %7.2f %7.2f %7.1f   %8.2f %7.2f %7.1f %6.0f",
                name,
                times.driver(0.5),
                times.driver(0.95),
                times.driver(1),
                times.server(0.5),
                times.server(0.95),
                times.server(1),
                times.pages());
    }

    /** Every append is a commit of its own, each in another organization. */
    private void commit(int count) {
        for (; commits < count; commits++) {
            writer.append(organizations.get(commits % organizations.size()), PostgresLogs.creates(1));
        }
    }
}
