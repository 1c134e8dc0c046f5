package dev.carillon.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How many rows the statements of the inbox read in a large organization among small ones. The plan is made once for all users, by
 * estimates of an average organization.
 */
class InboxPlansTest {

    private static final String ORGANIZATION = "large";
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z]+)");

    /** In each of four segments ten for each user, and two for each of many small organizations. */
    private static final String NOTIFICATIONS = """
            insert into notification (segment, organization_id, id, mark, user_id, type, title, message, created_at)
            select %1$d, 'large', n, 1, 'u' || (n %% 1000), 'test', 'title', 'message', now()
            from generate_series((%1$d - 1) * 10000 + 1, %1$d * 10000) n
            union all
            select %1$d, 'small-' || (n %% 5000), (%1$d - 1) * 2 + n / 5000 + 1, 1, 'u1', 'test', 'title', 'message', now()
            from generate_series(0, 9999) n
            """;

    /** Each user has marked one in five unread again, and archived as many. */
    private static final String MARKS = """
            insert into inbox_mark (segment, organization_id, user_id, notification_id, is_read, archived)
            select segment, organization_id, user_id, id, case h when 0 then false end, h = 1
            from notification cross join lateral (select abs(hashint8(id)) %% 5) a (h)
            where segment = %d and h < 2
            """;

    private static final int READ_BY_AN_INDEX = 400;

    private static OwnDatabase database;

    @BeforeAll
    static void fill() {
        database = OwnDatabase.migratedTo("latest");
        Sql sql = database.sql();
        for (int segment = 1; segment <= 4; segment++) {
            if (segment > 1) {
                sql.text("select open_segment()");
            }
            sql.run(NOTIFICATIONS.formatted(segment));
            sql.run(MARKS.formatted(segment));
            sql.run("vacuum (analyze) notification_" + segment + ", inbox_mark_" + segment);
        }
        sql.run("insert into organization (id, segment, first_id, previous_segment, previous_first_id)"
                + " values ('large', 4, 30001, 3, 20001)");
        sql.run("insert into inbox (organization_id, user_id, read_through)"
                + " select 'large', 'u' || n, 39000 from generate_series(0, 999) n");
        sql.run("vacuum (analyze) organization, inbox");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "unread", "archive", "unread archive", "count", "snapshot"})
    void statementsReadWhatIsTheUsersAlone(String name) throws SQLException {
        // Given
        String statement = named(name);
        long before = rowsRead();

        // When
        run(statement);

        // Then
        assertThat(rowsRead() - before).isBetween(1L, (long) READ_BY_AN_INDEX);
    }

    private static String named(String name) {
        return switch (name) {
            case "list" -> InboxStatements.INBOX;
            case "unread" -> InboxStatements.UNREAD_ONLY;
            case "archive" -> InboxStatements.ARCHIVE;
            case "unread archive" -> InboxStatements.ARCHIVE_UNREAD;
            case "count" -> InboxStatements.UNREAD_COUNT;
            default -> InboxStatements.SNAPSHOT;
        };
    }

    private static long rowsRead() {
        database.awaitCounts();
        return database.sql().number("""
                select sum(coalesce(s.idx_tup_read, 0)) + (
                    select sum(seq_tup_read) from pg_stat_all_tables where relname like 'notification\\_%')
                from pg_stat_all_indexes s where s.relname like 'notification\\_%'
                """);
    }

    private static void run(String statement) throws SQLException {
        try (Connection connection = database.application().getConnection();
                Statement settings = connection.createStatement()) {
            settings.execute("set carillon.organization = '" + ORGANIZATION + "'");
            settings.execute("set plan_cache_mode = force_generic_plan");
            settings.execute("set random_page_cost = 1.1");
            StringBuilder call = new StringBuilder("execute one(");
            Matcher parameter = PARAMETER.matcher(statement);
            StringBuilder body = new StringBuilder();
            int count = 0;
            while (parameter.find()) {
                count++;
                parameter.appendReplacement(body, "\\$" + count);
                call.append(count > 1 ? ", " : "").append(value(parameter.group(1)));
            }
            parameter.appendTail(body);
            settings.execute("prepare one as " + body);
            try (PreparedStatement execute = connection.prepareStatement(call + ")")) {
                execute.execute();
            }
            settings.execute("select pg_stat_force_next_flush()");
        }
    }

    private static String value(String parameter) {
        return switch (parameter) {
            case "organization" -> "'" + ORGANIZATION + "'";
            case "user" -> "'u26'";
            case "before" -> "40001";
            case "everywhere" -> "false";
            case "types" -> "array['%']";
            case "max" -> "100000";
            default -> "20";
        };
    }
}
