package dev.carillon.inbox;

import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.PostgresSettings;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long the inbox's statements take where one organization has a million notifications and 10,000 users. Prints a
 * table; with a file name as argument, also writes the statements' plans there.
 *
 * <p>Measured at the driver, over one connection, each run for another user. The pod's share is the same for all of
 * them. The server syncs its commits to disk.
 */
final class InboxBenchmark {

    private static final int RUNS = 400;
    private static final int WARM_UP = 50;

    private InboxBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("Takes about three minutes; each line is printed when it is known.");
        PostgresSettings settings = PostgresSettings.temporary().durably();
        try (EmbeddedServices services = EmbeddedServices.start(settings);
                Connection connection = DriverManager.getConnection(
                        services.postgres().jdbcUrl(),
                        services.postgres().user(),
                        services.postgres().password())) {
            BenchmarkData.fill(connection);
            List<BenchmarkCase> cases = BenchmarkCase.all();
            System.out.printf("%-52s %9s %9s %9s%n", "statement", "median ms", "p95 ms", "rows");
            for (BenchmarkCase measured : cases) {
                print(measured, connection);
            }
            if (arguments.length > 0) {
                writePlans(Path.of(arguments[0]), cases, connection);
            }
        }
    }

    private static void print(BenchmarkCase measured, Connection connection) throws SQLException {
        for (int i = 0; i < WARM_UP; i++) {
            measured.run(connection, i);
        }
        long[] nanos = new long[RUNS];
        long rows = 0;
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            rows += measured.run(connection, WARM_UP + i);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%-52s %9.2f %9.2f %9d%n",
                measured.name(),
                nanos[RUNS / 2] / 1e6,
                nanos[RUNS * 95 / 100] / 1e6,
                rows / RUNS);
    }

    private static void writePlans(Path file, List<BenchmarkCase> cases, Connection connection) throws Exception {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            for (BenchmarkCase measured : cases) {
                out.println("## " + measured.name() + "\n\n```");
                measured.explain(connection).forEach(out::println);
                out.println("```\n");
            }
        }
    }
}
