package dev.carillon.notification;

import dev.carillon.tenancy.Database;
import dev.carillon.testkit.SharedServices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** The log in PostgreSQL for tests of other packages. */
public final class PostgresLogs {

    private PostgresLogs() {}

    public static NotificationLog at(DataSource source) {
        return new PostgresNotificationLog(
                new Database(source), SharedServices.config(NotificationConfig.class, Map.of()));
    }

    /** One create request with a number of notifications for user 26. */
    public static List<Submission> creates(int drafts) {
        return List.of(NotificationLogContract.submission(drafts));
    }

    /** A create request of one notification under a key. */
    public static List<Submission> keyed(String key) {
        Draft draft = new Draft(new Recipient.OneUser("26"), "test", "title", "message", null);
        return List.of(new Submission(List.of(draft), new IdempotencyKey("26", key, "2:body")));
    }

    /** The ids of all that is left of a log, as a reader sees them who begins at the floor. */
    public static List<Long> ids(NotificationLog log, String organizationId) {
        List<Long> ids = new ArrayList<>();
        long after = log.read(organizationId, 0, 0, 1).floor().id();
        LogPage page = log.read(organizationId, after, Long.MAX_VALUE, 1_000);
        while (!page.rows().isEmpty()) {
            page.rows().forEach(row -> ids.add(row.id()));
            page = log.read(organizationId, page.through(), Long.MAX_VALUE, 1_000);
        }
        return ids;
    }

    public static List<String> organizations(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
    }
}
