package dev.carillon.sizing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.LongStream;

/** Prints the table of sizes, or the row of one installation. */
final class SizeTable {

    static final Path FIGURES = Path.of("docs/benchmarks");

    private static final long[] USERS = {10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_000_000};
    private static final String HEAD = """
            | users | streams | pods | streams a pod may hold | memory of a pod, MiB | processors busy, stores included | creates/s, busy hour | \
            pool of a pod | connections of PostgreSQL | reconnects/s while a pod drains | rows kept, million |
            |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """;

    private SizeTable() {}

    /** {@code [users [online [notifications a day]]]}, with 0.2 and 10 if they are left out. */
    public static void main(String[] arguments) throws IOException {
        Figures figures = Figures.read(FIGURES);
        if (arguments.length == 0) {
            System.out.print(table(figures));
            return;
        }
        Installation usual = Installation.usual(Long.parseLong(arguments[0]));
        double online = arguments.length > 1 ? Double.parseDouble(arguments[1]) : usual.online();
        double perDay = arguments.length > 2 ? Double.parseDouble(arguments[2]) : usual.perDay();
        System.out.print(HEAD + row(new Size(new Installation(usual.users(), online, perDay), figures)));
    }

    static String table(Figures figures) {
        StringBuilder table = new StringBuilder(HEAD);
        LongStream.of(USERS).forEach(users -> table.append(row(new Size(Installation.usual(users), figures))));
        return table.toString();
    }

    private static String row(Size size) {
        Installation installation = size.installation();
        return String.format(
                Locale.ROOT,
                "| %,d | %,d | %,d | %,d | %,.0f | %.2f | %,.1f | %d | %,d | %,.0f | %,.0f |%n",
                installation.users(),
                installation.streams(),
                size.pods(),
                size.limit(),
                size.memory(),
                size.processors(),
                installation.createsPerSecond(),
                size.pool(),
                size.connections(),
                size.reopens(),
                installation.rowsKept() / 1e6);
    }
}
