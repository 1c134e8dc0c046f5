package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notification.Draft;
import dev.carillon.notification.InMemoryNotificationLog;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.Recipient;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that comes back with another history, or with the same one. */
class HistoryForkTest {

    private static final String ORGANIZATION = "21";
    private static final Draft DRAFT = new Draft(new Recipient.WholeOrganization(), "test", "title", "message", null);

    private final SimWorld world = new SimWorld(1);
    private final InMemoryNotificationLog log = new InMemoryNotificationLog(world.clock());
    private final SimPod pod = new SimPod(world, new SimBus(world), log);
    private final SimBrowser live = new SimBrowser(world, "live", ORGANIZATION, () -> pod);
    private final SimBrowser away = new SimBrowser(world, "away", ORGANIZATION, () -> pod);

    @BeforeEach
    void connect() {
        live.open();
        away.open();
        create(20);
        runFor(Duration.ofSeconds(3));
    }

    @Test
    void switchoverWithoutLossResetsNobodyAndLoadsNothing() {
        // When
        log.switchOver();
        runFor(Duration.ofSeconds(20));
        create(1);
        runFor(Duration.ofSeconds(3));

        // Then
        assertThat(live.resets() + away.resets()).isZero();
        assertThat(live.hasShown(21)).isTrue();
        assertThat(count("history.forks")).isZero();
        assertThat(count("log.page.loads")).isZero();
        assertThat(count("cursors.proved")).isZero();
    }

    @Test
    void failoverWithLossResetsExactlyThosePagesThatShowedTheLostPart() {
        // Given
        away.breakConnectionFor(Duration.ofSeconds(10));
        create(5);
        runFor(Duration.ofSeconds(2));

        // When: more is created than was lost, before any pod looks.
        log.failOver(5);
        create(8);
        runFor(Duration.ofSeconds(20));

        // Then
        assertThat(live.resets()).isEqualTo(1);
        assertThat(away.resets()).isZero();
        for (long id = 21; id <= 28; id++) {
            assertThat(away.hasShown(id)).isTrue();
        }
        assertThat(live.owedAfter()).isEqualTo(28);
        assertThat(live.violations()).isEmpty();
        assertThat(away.violations()).isEmpty();
    }

    @Test
    void shorterHistoryIsNoticedWithoutAnyCommit() {
        // When
        log.failOver(3);
        runFor(Duration.ofSeconds(20));

        // Then
        assertThat(live.resets()).isEqualTo(1);
        assertThat(live.owedAfter()).isEqualTo(17);
    }

    @Test
    void secondPromotionFromTheSameStateIsAnotherHistory() {
        // Given
        InMemoryNotificationLog.Backup state = log.backUp();
        create(5);
        runFor(Duration.ofSeconds(3));
        log.restore(state);
        create(5);
        runFor(Duration.ofSeconds(20));
        assertThat(live.resets()).isEqualTo(1);

        // When
        create(1);
        runFor(Duration.ofSeconds(3));
        log.restore(state);
        create(6);
        runFor(Duration.ofSeconds(20));

        // Then
        assertThat(live.resets()).isEqualTo(2);
        assertThat(live.owedAfter()).isEqualTo(26);
    }

    /** The other pod has frames after the client's id in memory, but they follow another notification. */
    @Test
    void clientOfTheNewHistoryGetsNothingOfTheOldOneFromAPodThatDoesNotKnowOfTheFork() {
        // Given
        SimBus bus = new SimBus(world);
        SimPod knows = new SimPod(world, bus, log);
        SimPod doesNotKnow = new SimPod(world, bus, log);
        new SimBrowser(world, "stays", ORGANIZATION, () -> doesNotKnow).open();
        SimPod[] next = {knows};
        SimBrowser mover = new SimBrowser(world, "mover", ORGANIZATION, () -> next[0]);
        mover.requireOneHistory((earlier, later) ->
                log.leadsTo(new LogPosition(earlier.id(), earlier.mark()), new LogPosition(later.id(), later.mark())));
        mover.open();
        runFor(Duration.ofSeconds(1));
        knows.create(ORGANIZATION, Collections.nCopies(10, DRAFT));
        runFor(Duration.ofSeconds(1));

        // When
        doesNotKnow.bus().cut();
        log.failOver(5);
        knows.create(ORGANIZATION, Collections.nCopies(3, DRAFT));
        while (mover.resets() == 0) {
            runFor(Duration.ofMillis(1));
        }
        next[0] = doesNotKnow;
        mover.breakConnectionFor(Duration.ofMillis(1));
        runFor(Duration.ofSeconds(10));
        knows.create(ORGANIZATION, Collections.nCopies(3, DRAFT));
        runFor(Duration.ofSeconds(10));

        // Then
        assertThat(mover.violations()).isEmpty();
        assertThat(mover.resets()).isEqualTo(1);
        assertThat(mover.hasShown(31)).isTrue();
    }

    private void create(int count) {
        pod.create(ORGANIZATION, Collections.nCopies(count, DRAFT));
    }

    private double count(String name) {
        return pod.registry().get("carillon." + name).counter().count();
    }

    private void runFor(Duration duration) {
        world.runUntil(world.now() + duration.toNanos(), () -> {});
    }
}
