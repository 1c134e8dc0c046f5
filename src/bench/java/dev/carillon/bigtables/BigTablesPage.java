package dev.carillon.bigtables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The page of the command. */
final class BigTablesPage {

    private static final String TEXT = """
            # Reads and position checks over %1$,d notifications

            **Question.** Do lists, counts and resumes take at most 10 ms at the 95th percentile over %1$,d rows? Does their time follow the
            size of the tables? Does a position check of a pod with listeners in %2$,d organizations take at most 10 ms of PostgreSQL?

            **Data.** Two databases on one server, %1$,d notifications and a hundredth of them, each in %3$d segments of %4$d days in all, as
            `open_segment` makes them. Half belongs to one organization of %5$,d users, with %6$,d for everybody among them. The other half
            belongs to %2$,d organizations of %7$d users. The hundredth has a hundredth of the users and organizations, so that each of them
            has as much in both. 2 %% have a collapse key, 1 %% have expired, 10 %% have data. A transaction has appended ten rows.
            One of twenty small organizations has had nothing for a third of the time, and all have a floor. Nine in ten users have
            read the first 90 to 100 %%, the others nothing. One in fifty notifications is archived, deleted or marked unread again.
            `src/bench/java/dev/carillon/bigtables/FillingSql.java` has the statements. Idempotency keys, webhooks and subscriptions are
            left out: none of these requests reads them.

            **Requests.** The transactions of the pod, over its account with row-level security and the settings of its pool: those of the
            inbox without Hibernate (class `InboxRequests`), those of the log by its own class. A list that the newest two segments do not
            fill asks again in all, within the same transaction. Each request is for another user, drawn from all: %8$d runs after %9$d
            for warming up, of both databases in turn. *CPU* is the processor time of PostgreSQL's process in ms, *pages* the mean number of
            pages of 8 KB that a request looks at, and *read* how many of them were not in PostgreSQL's memory. The last columns are ratios
            of %1$,d rows to a hundredth, those of times at the median.

            **Machine.** %10$d processors, %11$s, Java %12$s; PostgreSQL as the tests start it, with 2 GB of shared buffers and commits synced
            to disk; shared with other work, so read the ratios.

            **Command.** `src/bench/big-tables %13$d` writes this page, and the plans to `target/big-tables-plans.md`:

            %14$s
            """;

    private static final int DAYS = 90;

    /** As in the other pages: the text after it was written by hand and is kept. */
    private static final String BY_HAND = "<!-- by hand -->";

    private final Shape shape;

    BigTablesPage(Shape shape) {
        this.shape = shape;
    }

    void write(Path page, Lines lines) throws IOException {
        String before = Files.exists(page) ? Files.readString(page) : "";
        int kept = before.indexOf(BY_HAND);
        String byHand = kept < 0 ? "" : "\n" + before.substring(kept);
        Files.writeString(
                page,
                String.format(
                                Locale.ROOT,
                                TEXT,
                                shape.rows(),
                                shape.organizations(),
                                Shape.SEGMENTS,
                                DAYS,
                                shape.users(),
                                Shape.EVERYONE_IN_LARGE,
                                Shape.USERS_OF_SMALL,
                                ReadCosts.RUNS,
                                ReadCosts.WARM_UP,
                                Runtime.getRuntime().availableProcessors(),
                                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                                System.getProperty("java.version"),
                                shape.rows(),
                                lines.indented())
                        + byHand);
    }
}
