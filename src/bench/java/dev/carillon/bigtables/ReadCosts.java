package dev.carillon.bigtables;

import dev.carillon.inbox.InboxRequests;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.PostgresLogs;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;

/** Asks the same of both stores, in turn and each time for another user. */
final class ReadCosts implements AutoCloseable {

    static final int WARM_UP = 50;
    static final int RUNS = 400;
    private static final double P95 = 0.95;

    private final Side big;
    private final Side small;
    private final Map<String, double[]> largest = new LinkedHashMap<>();

    ReadCosts(Store big, Store small) throws SQLException {
        this.big = new Side(big);
        this.small = new Side(small);
    }

    static String head(Shape shape) {
        return String.format(
                Locale.ROOT,
                "%73s of a hundredth:           ratios:%n"
                        + "%-34s %-5s %7s %7s %7s %7s %7s %6s %6s  %7s %7s %6s  %6s %6s %6s",
                String.format(Locale.ROOT, "%,d rows:", shape.rows()),
                "request",
                "of",
                "p50 ms",
                "p95",
                "worst",
                "CPU p50",
                "p95",
                "pages",
                "read",
                "p50 ms",
                "p95",
                "pages",
                "p50",
                "CPU",
                "pages");
    }

    void measure(ReadCase request, boolean large, Lines lines) throws SQLException {
        for (int i = 0; i < WARM_UP; i++) {
            big.run(request, big.reader(request, large));
            small.run(request, small.reader(request, large));
        }
        Times ofBig = new Times(RUNS);
        Times ofSmall = new Times(RUNS);
        for (int i = 0; i < RUNS; i++) {
            boolean bigFirst = i % 2 == 0;
            if (bigFirst) {
                big.measure(ofBig, request, large);
            }
            small.measure(ofSmall, request, large);
            if (!bigFirst) {
                big.measure(ofBig, request, large);
            }
        }
        double[] ofKind = largest.computeIfAbsent(request.kind(), kind -> new double[2]);
        ofKind[0] = Math.max(ofKind[0], ofBig.driver(P95));
        ofKind[1] = Math.max(ofKind[1], ofBig.server(P95));
        say(lines, request.name(), large, ofBig, ofSmall);
    }

    private static void say(Lines lines, String name, boolean large, Times big, Times small) {
        lines.say(
                "%-34s %-5s %7.2f %7.2f %7.1f %7.2f %7.2f %6.0f %6.1f  %7.2f %7.2f %6.0f  %6.2f %6.2f %6.2f",
                name,
                large ? "large" : "small",
                big.driver(0.5),
                big.driver(P95),
                big.driver(1),
                big.server(0.5),
                big.server(P95),
                big.pages(),
                big.read(),
                small.driver(0.5),
                small.driver(P95),
                small.pages(),
                big.driver(0.5) / small.driver(0.5),
                big.server(0.5) / small.server(0.5),
                big.pages() / small.pages());
    }

    /** The largest of the 95th percentiles over the many rows, by kind of request. */
    void conclude(Lines lines) {
        lines.say("");
        lines.say("%-34s %19s", "largest 95th percentile, ms", "at the driver, CPU");
        largest.forEach((kind, times) -> lines.say("%-34s %13.2f %7.2f", kind, times[0], times[1]));
    }

    /** Of the large tables, for one user. */
    List<String> plans(ReadCase request, boolean large) throws SQLException {
        Shape.Reader reader = big.reader(request, large);
        List<String> lines = new ArrayList<>();
        lines.add("## " + request.name() + ", " + reader.organization() + "\n\n```");
        lines.addAll(big.inbox.plans(() -> request.work().run(big.log, big.inbox, reader)));
        lines.add("```\n");
        return lines;
    }

    @Override
    public void close() throws SQLException {
        big.work.close();
        small.work.close();
    }

    private static final class Side {
        private final Shape shape;
        private final ServerWork work;
        private final NotificationLog log;
        private final InboxRequests inbox;

        Side(Store store) throws SQLException {
            DataSource pool = store.application();
            shape = store.shape();
            work = new ServerWork(store, pool.getConnection());
            log = PostgresLogs.at(pool);
            inbox = new InboxRequests(pool.getConnection());
        }

        Shape.Reader reader(ReadCase request, boolean large) {
            return request.reader(shape, large);
        }

        int run(ReadCase request, Shape.Reader reader) throws SQLException {
            return request.work().run(log, inbox, reader);
        }

        void measure(Times times, ReadCase request, boolean large) throws SQLException {
            times.measure(work, reader -> run(request, reader), reader(request, large));
        }
    }
}
