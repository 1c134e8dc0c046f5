package dev.carillon.bigtables;

import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.PostgresServer;
import dev.carillon.embedded.PostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Measures reads and position checks with very many rows, and beside a hundredth of them. */
public final class BigTables {

    private static final long LEAST_ROWS = 100_000;
    private static final int BYTES_PER_ROW = 400;
    private static final int ROWS_PER_SECOND = 60_000;
    private static final int SLOWEST_ROWS_PER_SECOND = 15_000;
    private static final int MINUTES_OF_MEASURING = 10;
    private static final Path PLANS = Path.of("target/big-tables-plans.md");

    private final Shape shape;
    private final Path page;
    private final Lines lines = new Lines();
    private final PostgresServer server;
    private final AtomicBoolean ended = new AtomicBoolean();

    private BigTables(long rows, Path page) {
        this.shape = Shape.of(rows);
        this.page = page;
        EmbeddedServices.endLeftovers();
        server = PostgresServer.start(settings());
    }

    /** @param arguments the number of rows, and the page */
    public static void main(String[] arguments) throws Exception {
        long rows = Math.max(LEAST_ROWS, Long.parseLong(arguments[0].replace("_", "")));
        announce(rows);
        BigTables tables = new BigTables(rows, Path.of(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(tables::cutShort));
        try {
            tables.run();
        } catch (SQLException e) {
            if (!tables.ended.get()) {
                throw e;
            }
            // The server has gone, because the command is to end.
            return;
        } finally {
            tables.end();
        }
        System.exit(0);
    }

    private static void announce(long rows) throws IOException {
        double needed = rows * (double) BYTES_PER_ROW / (1 << 30) + 3;
        double free = Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir")))
                        .getUsableSpace()
                / (double) (1 << 30);
        System.out.printf(
                Locale.ROOT,
                "%,d rows take about %.0f GB of disk (%.0f GB are free), %d minutes to load and %d to measure.%n"
                        + "Ctrl-C ends it; the data is deleted in any case.%n",
                rows,
                needed,
                free,
                1 + TimeUnit.SECONDS.toMinutes(rows / ROWS_PER_SECOND),
                MINUTES_OF_MEASURING);
        if (free < needed) {
            throw new IOException("The disk is too small");
        }
    }

    /** Commits are synced to disk. With this level of the log, a load writes files of its own transaction only once. */
    private static PostgresSettings settings() {
        return PostgresSettings.temporary()
                .durably()
                .with("shared_buffers", "2GB")
                .with("max_wal_size", "4GB")
                .with("checkpoint_timeout", "15min")
                .with("wal_level", "minimal")
                .with("max_wal_senders", "0")
                // Its work is done by commands, before anything is measured.
                .with("autovacuum", "off")
                .with("shared_preload_libraries", "pg_stat_statements");
    }

    private void run() throws SQLException, IOException {
        long begun = System.nanoTime();
        long deadline = begun + TimeUnit.SECONDS.toNanos(60 + shape.rows() / SLOWEST_ROWS_PER_SECOND);
        Store small = Store.create(server, "hundredth", shape.hundredth());
        new Filling(small, deadline).run();
        Store big = Store.create(server, "big", shape);
        new Filling(big, deadline).run();
        lines.say(
                "loaded in %d s: %s, and a hundredth: %s",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun), big.size(), small.size());
        lines.say("");
        read(big, small);
        lines.say("");
        lines.say(PositionCosts.head());
        new PositionCosts(big).run(lines);
        new BigTablesPage(shape).write(page, lines);
    }

    private void read(Store big, Store small) throws SQLException, IOException {
        List<String> plans = new ArrayList<>();
        lines.say(ReadCosts.head(shape));
        try (ReadCosts costs = new ReadCosts(big, small)) {
            for (ReadCase request : ReadCase.all()) {
                for (boolean large : new boolean[] {true, false}) {
                    costs.measure(request, large, lines);
                    plans.addAll(costs.plans(request, large));
                }
            }
            costs.conclude(lines);
        } finally {
            Files.write(PLANS, plans);
        }
    }

    private void cutShort() {
        if (ended.compareAndSet(false, true)) {
            System.out.println("Cut short, no page is written. Until then:\n" + lines.indented());
            server.close();
        }
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            server.close();
        }
    }
}
