package dev.carillon.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.PostgresLogs;
import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which segments the statements of the inbox touch. */
class InboxSegmentsTest {

    private static final String ORGANIZATION = "inbox-segments";
    private static final int PER_SEGMENT = 30;
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z]+)");

    private OwnDatabase database;
    private Sql sql;

    /** Three segments of 30 notifications, of which the user has read all but the last five. */
    @BeforeEach
    void fill() {
        database = OwnDatabase.migratedTo("latest");
        sql = database.sql();
        NotificationLog log = PostgresLogs.at(database.application());
        for (int segment = 1; segment <= 3; segment++) {
            log.append(ORGANIZATION, PostgresLogs.creates(PER_SEGMENT));
            if (segment < 3) {
                sql.text("select open_segment()");
            }
        }
        sql.run(
                "insert into inbox (organization_id, user_id, read_through) values (?, '26', ?)",
                ORGANIZATION,
                3 * PER_SEGMENT - 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "unread", "count", "snapshot"})
    void statementsAboutTheNewestLeaveOldSegmentsAlone(String name) throws SQLException {
        // Given
        long before = scansOfTheOldest();

        // When
        List<Long> first = run(named(name), Long.MAX_VALUE, false);

        // Then
        assertThat(first).isNotEmpty();
        assertThat(scansOfTheOldest()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "unread", "count of muting", "snapshot of muting"})
    void statementsOfUsersWhoMuteSomethingLeaveOldSegmentsAlone(String name) throws SQLException {
        // Given
        mute("other*");
        long before = scansOfTheOldest();

        // When
        List<Long> first = run(named(name), Long.MAX_VALUE, false);

        // Then
        assertThat(first).isNotEmpty();
        assertThat(scansOfTheOldest()).isEqualTo(before);
    }

    /** The type is in no index, so a look at it would read every unread notification from the table. */
    @Test
    void countOfUsersWhoMuteNothingLooksAtNoType() {
        assertThat(InboxStatements.UNREAD_COUNT).doesNotContain("n.type");
        assertThat(InboxStatements.UNREAD_COUNT_OF_MUTING).contains("n.type");
    }

    @Test
    void listGoesOnInOldSegments() throws SQLException {
        // Given
        long inTheOldest = PER_SEGMENT - 2;

        // When
        List<Long> recent = run(InboxStatements.INBOX, inTheOldest, false);
        List<Long> everywhere = run(InboxStatements.INBOX, inTheOldest, true);

        // Then
        assertThat(recent).isEmpty();
        assertThat(everywhere).hasSize(20).startsWith(inTheOldest - 1, inTheOldest - 2);
        assertThat(scansOfTheOldest()).isPositive();
    }

    private static String named(String name) {
        return switch (name) {
            case "list" -> InboxStatements.INBOX;
            case "unread" -> InboxStatements.UNREAD_ONLY;
            case "count" -> InboxStatements.UNREAD_COUNT;
            case "count of muting" -> InboxStatements.UNREAD_COUNT_OF_MUTING;
            case "snapshot of muting" -> InboxStatements.SNAPSHOT_OF_MUTING;
            default -> InboxStatements.SNAPSHOT;
        };
    }

    private void mute(String pattern) {
        sql.run("""
                insert into preference (organization_id, user_id, version, generation, types, in_app, mutes)
                values (?, '26', 1, 1, '[]', array[?], true)
                """, ORGANIZATION, "-" + pattern);
    }

    private long scansOfTheOldest() {
        database.awaitCounts();
        return sql.number(
                "select coalesce(idx_scan, 0) + seq_scan from pg_stat_all_tables where relname = 'notification_1'");
    }

    /** The first column. Afterwards the server knows what was read. */
    private List<Long> run(String statement, long before, boolean everywhere) throws SQLException {
        try (Connection connection = database.application().getConnection();
                Statement name = connection.createStatement();
                PreparedStatement prepared =
                        connection.prepareStatement(PARAMETER.matcher(statement).replaceAll("?"))) {
            name.execute("set carillon.organization = '" + ORGANIZATION + "'");
            Matcher parameter = PARAMETER.matcher(statement);
            for (int i = 1; parameter.find(); i++) {
                prepared.setObject(
                        i,
                        switch (parameter.group(1)) {
                            case "organization" -> ORGANIZATION;
                            case "user" -> "26";
                            case "before" -> before;
                            case "everywhere" -> everywhere;
                            case "types" -> connection.createArrayOf("text", new String[] {"%"});
                            case "max" -> 1_000;
                            default -> 20;
                        });
            }
            List<Long> found = new ArrayList<>();
            try (ResultSet rows = prepared.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getLong(1));
                }
            }
            name.execute("select pg_stat_force_next_flush()");
            return found;
        }
    }
}
