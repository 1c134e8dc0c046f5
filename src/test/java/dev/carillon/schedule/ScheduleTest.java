package dev.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.notification.Draft;
import dev.carillon.notification.IdempotencyKey;
import dev.carillon.notification.NotificationConfig;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import dev.carillon.problem.InvalidField;
import dev.carillon.problem.Overloaded;
import dev.carillon.tenancy.Database;
import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table, as the application's own account sees it. */
class ScheduleTest {

    private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");
    private static OwnDatabase database;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Schedule schedule;

    @BeforeAll
    static void migrate() {
        database = OwnDatabase.migratedTo("latest");
    }

    @BeforeEach
    void begin() {
        database.sql().run("delete from scheduled");
        database.sql().run("update publish_limit set max_ahead = '2000 years', max_scheduled = 1000000");
        schedule = new Schedule(
                new Database(database.application()),
                SharedServices.config(NotificationConfig.class, Map.of()),
                new ScheduleMetrics(registry));
    }

    private static ScheduledDraft draft(String title, Instant at) {
        OptionalFields extras = new OptionalFields("{\"a\":1}", FAR.plusSeconds(1), "key");
        return new ScheduledDraft(
                new Draft(new Recipient.OneUser("26"), "test", title, "message", "/a", extras), at, "deliverAt");
    }

    private static IdempotencyKey key(String key, String body) {
        return new IdempotencyKey("26", key, "2:" + body);
    }

    @Test
    void everythingIsStored() {
        // When
        schedule.add("a", "26", List.of(draft("one", FAR), draft("two", FAR.minusSeconds(1))), null);
        ScheduledPage page = schedule.page("a", "26", ScheduledCursor.START, 10);

        // Then
        assertThat(page.scheduled()).extracting(ScheduledNotification::title).containsExactly("two", "one");
        ScheduledNotification one = page.scheduled().get(1);
        assertThat(one.deliverAt()).isEqualTo("2999-01-01T00:00:00.000Z");
        assertThat(one.userId()).isEqualTo("26");
        assertThat(one.audience()).isNull();
        assertThat(one.actionUrl()).isEqualTo("/a");
        assertThat(one.data()).isEqualTo("{\"a\":1}");
        assertThat(one.expiresAt()).isEqualTo("2999-01-01T00:00:01.000Z");
        assertThat(one.collapseKey()).isEqualTo("key");
        assertThat(one.scheduledId()).endsWith("-1");
    }

    @Test
    void nobodyElseSeesOrCancelsIt() {
        // Given
        ScheduleOutcome outcome = schedule.add("a", "26", List.of(draft("one", FAR)), null);
        ScheduledId id = ScheduledId.parse(
                        ((ScheduleOutcome.Accepted) outcome).scheduled().get(0).scheduledId())
                .orElseThrow();

        // Then
        assertThat(schedule.page("a", "27", ScheduledCursor.START, 10).scheduled())
                .isEmpty();
        assertThat(schedule.page("b", null, ScheduledCursor.START, 10).scheduled())
                .isEmpty();
        assertThat(schedule.cancel("a", "27", id)).isFalse();
        assertThat(schedule.cancel("b", null, id)).isFalse();
        assertThat(schedule.cancel("a", "26", id)).isTrue();
        assertThat(schedule.cancel("a", "26", id)).isFalse();
    }

    @Test
    void repeatedKeyIsAnsweredAsBefore() {
        // Given
        List<ScheduledDraft> drafts = List.of(draft("one", FAR), draft("two", FAR));
        ScheduleOutcome first = schedule.add("a", "26", drafts, key("k", "x"));

        // When
        ScheduleOutcome again = schedule.add("a", "26", drafts, key("k", "x"));

        // Then
        assertThat(again).isEqualTo(new ScheduleOutcome.Accepted(((ScheduleOutcome.Accepted) first).scheduled(), true));
        assertThat(schedule.add("a", "26", drafts, key("k", "y"))).isInstanceOf(ScheduleOutcome.KeyReused.class);
        assertThat(database.sql().number("select count(*) from scheduled")).isEqualTo(2);
        assertThat(registry.get("carillon.schedule.requests")
                        .tag("outcome", "repeated")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void timeIsJudgedByTheDatabaseAndNothingIsStoredIfOneHasPassed() {
        assertThatThrownBy(() ->
                        schedule.add("a", "26", List.of(draft("one", FAR), draft("two", Instant.EPOCH)), key("p", "x")))
                .isInstanceOfSatisfying(
                        InvalidField.class, e -> assertThat(e.detail()).isEqualTo("must lie in the future"));
        assertThat(database.sql().number("select count(*) from scheduled")).isZero();
    }

    @Test
    void boundOfAllOrganizationsIsTold() {
        // Given
        database.sql().run("update publish_limit set max_scheduled = 0");
        // Then
        assertThatThrownBy(() -> schedule.add("a", "26", List.of(draft("one", FAR)), null))
                .isInstanceOf(Overloaded.class);
    }
}
