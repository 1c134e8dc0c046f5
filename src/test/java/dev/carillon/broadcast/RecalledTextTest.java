package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notification.Draft;
import dev.carillon.notification.InMemoryNotificationLog;
import dev.carillon.notification.Notification;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.Submission;
import dev.carillon.notification.change.ChangeRequest;
import dev.carillon.sse.Cursor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that were recalled or replaced, in the memory of pods. */
class RecalledTextTest {

    private static final String ORGANIZATION = "21";

    private final SimWorld world = new SimWorld(1);
    private final InMemoryNotificationLog store = new InMemoryNotificationLog(world.clock());
    private final FlakyLog log = new FlakyLog(store);
    private final SimBus bus = new SimBus(world);
    private final SimPod sender = new SimPod(world, bus, log);
    private final SimPod pod = new SimPod(world, bus, log);
    private final SimBrowser live = new SimBrowser(world, "live", ORGANIZATION, () -> pod);
    private final SimBrowser away = new SimBrowser(world, "away", ORGANIZATION, () -> pod);

    @BeforeEach
    void connect() {
        live.open();
        away.open();
        runFor(Duration.ofSeconds(1));
        away.forbid(() -> Map.of("old", Cursor.START));
    }

    @Test
    void openStreamsGetTheEntryAndNothingElse() {
        // Given
        create("everybody", "old");
        create("everybody", "stays");

        // When
        recall(1);
        update(2, "new");

        // Then
        assertThat(live.texts()).containsOnlyKeys(2L).containsEntry(2L, "new");
        assertThat(live.hasShown(3)).isTrue();
        assertThat(live.hasShown(4)).isTrue();
        assertThat(live.violations()).isEmpty();
    }

    @Test
    void clientThatComesBackFromBeforeARecallGetsTheRecallAlone() {
        // Given
        away.breakConnectionFor(Duration.ofSeconds(3));
        create("everybody", "old");
        create("everybody", "stays");

        // When
        recall(1);
        runFor(Duration.ofSeconds(5));

        // Then
        assertThat(away.hasShown(1)).isFalse();
        assertThat(away.hasShown(2)).isTrue();
        assertThat(away.hasShown(3)).isTrue();
        assertThat(away.violations()).isEmpty();
    }

    @Test
    void clientThatComesBackFromBeforeAnUpdateGetsTheNewTextAndTheEntry() {
        // Given
        away.breakConnectionFor(Duration.ofSeconds(3));
        create("everybody", "old");

        // When
        update(1, "new");
        runFor(Duration.ofSeconds(5));

        // Then
        assertThat(away.hasShown(1)).isTrue();
        assertThat(away.hasShown(2)).isTrue();
        assertThat(away.texts()).containsEntry(1L, "new");
        assertThat(away.violations()).isEmpty();
    }

    @Test
    void clientThatHasSeenTheTextIsToldWhenItComesBack() {
        // Given
        create("everybody", "old");
        away.breakConnectionFor(Duration.ofSeconds(3));

        // When
        recall(1);
        runFor(Duration.ofSeconds(5));

        // Then
        assertThat(away.texts()).isEmpty();
    }

    /** Neither the bus nor the database can tell it. It lets nobody in, and asks. */
    @Test
    void podThatIsCutOffShowsNewStreamsNothingUntilItKnows() {
        // Given
        away.breakConnectionFor(Duration.ofSeconds(2));
        create("everybody", "old");
        pod.bus().cut();

        // When
        recall(1);
        log.down = true;
        runFor(Duration.ofSeconds(20));
        boolean shownWhileCutOff = away.hasShown(1) || away.hasShown(2);
        log.down = false;
        runFor(Duration.ofSeconds(5));

        // Then
        assertThat(shownWhileCutOff).isFalse();
        assertThat(away.hasShown(2)).isTrue();
        assertThat(away.violations()).isEmpty();
    }

    /** Its message is lost, and the position check has not come yet. */
    @Test
    void newStreamMakesThePodAskForARecallThatWasLostOnTheBus() {
        // Given
        away.breakConnectionFor(Duration.ofMillis(300));
        create("everybody", "old");
        pod.bus().cut();

        // When
        recall(1);
        runFor(Duration.ofSeconds(1));

        // Then
        assertThat(away.hasShown(2)).isTrue();
        assertThat(away.hasShown(1)).isFalse();
        assertThat(away.violations()).isEmpty();
    }

    @Test
    void pageThatWasReadBeforeTheRecallIsReadAgain() {
        // Given: more than the recent log holds.
        away.breakConnectionFor(Duration.ofSeconds(3));
        create("everybody", "old");
        for (int i = 0; i < 30; i++) {
            create("everybody", "later " + i);
        }
        log.afterRead = () -> {
            log.afterRead = () -> {};
            pod.change(new ChangeRequest(ORGANIZATION, 1, null, "sender", false, null), Duration.ZERO);
        };

        // When
        runFor(Duration.ofSeconds(10));

        // Then
        assertThat(away.hasShown(1)).isFalse();
        assertThat(away.texts()).hasSize(30);
        assertThat(away.violations()).isEmpty();
    }

    @Test
    void pageOfAUserThatWasReadBeforeTheRecallIsReadAgain() {
        // Given: the pages before the user's own index, and then the text.
        away.breakConnectionFor(Duration.ofSeconds(5));
        for (int i = 0; i < 40; i++) {
            create("others", "other " + i);
        }
        create("away", "old");
        for (int i = 0; i < 40; i++) {
            create("others", "other " + i);
        }
        int[] reads = new int[1];
        log.afterRead = () -> {
            // Two pages of the whole log come first.
            if (++reads[0] == 3) {
                pod.change(new ChangeRequest(ORGANIZATION, 41, null, "sender", false, null), Duration.ZERO);
            }
        };

        // When
        runFor(Duration.ofSeconds(10));

        // Then
        assertThat(pod.registry().get("carillon.log.user.page.loads").counter().count())
                .isPositive();
        assertThat(away.hasShown(41)).isFalse();
        assertThat(away.hasShown(82)).isTrue();
        assertThat(away.violations()).isEmpty();
    }

    /** With 3 its head is beyond that of the pod, which so cannot tell from memory whose it is. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void pageOfAServerThatHasLostTheRecallIsReadAgain(int createdWithoutIt) {
        // Given: more than the recent log holds.
        away.breakConnectionFor(Duration.ofSeconds(3));
        create("everybody", "old");
        for (int i = 0; i < 30; i++) {
            create("everybody", "later " + i);
        }
        recall(1);
        readFromAnotherServer(1, createdWithoutIt);

        // When
        runFor(Duration.ofSeconds(10));

        // Then
        assertThat(away.hasShown(1)).isFalse();
        assertThat(away.texts()).hasSize(30);
        assertThat(away.violations()).isEmpty();
    }

    @Test
    void pageOfAUserOfAServerThatHasLostTheRecallIsReadAgain() {
        // Given: the pages before the user's own index, and then the text.
        away.breakConnectionFor(Duration.ofSeconds(5));
        for (int i = 0; i < 40; i++) {
            create("others", "other " + i);
        }
        create("away", "old");
        for (int i = 0; i < 40; i++) {
            create("others", "other " + i);
        }
        recall(41);
        readFromAnotherServer(3, 0);

        // When
        runFor(Duration.ofSeconds(10));

        // Then
        assertThat(pod.registry().get("carillon.log.user.page.loads").counter().count())
                .isPositive();
        assertThat(away.hasShown(41)).isFalse();
        assertThat(away.hasShown(82)).isTrue();
        assertThat(away.violations()).isEmpty();
    }

    @Test
    void erasedTextIsInNoPodsMemory() {
        // Given
        away.breakConnectionFor(Duration.ofSeconds(3));
        create("away", "old");
        create("everybody", "stays");

        // When
        erase(1);
        runFor(Duration.ofSeconds(5));

        // Then
        assertThat(away.texts()).containsOnlyKeys(2L);
        assertThat(away.resets()).isZero();
        assertThat(live.resets()).isZero();
    }

    /** The message about it is lost on the bus. */
    @Test
    void newStreamMakesThePodAskForAnErasure() {
        // Given
        away.breakConnectionFor(Duration.ofMillis(300));
        create("away", "old");
        pod.bus().cut();

        // When
        erase(1);
        runFor(Duration.ofSeconds(1));
        create("everybody", "later");
        runFor(Duration.ofSeconds(5));

        // Then
        assertThat(away.texts()).containsOnlyKeys(3L);
    }

    @Test
    void pageThatWasReadBeforeTheErasureIsReadAgain() {
        // Given: more than the recent log holds.
        away.breakConnectionFor(Duration.ofSeconds(3));
        create("away", "old");
        for (int i = 0; i < 30; i++) {
            create("everybody", "later " + i);
        }
        log.afterRead = () -> {
            log.afterRead = () -> {};
            store.erase(ORGANIZATION, 1);
            pod.broadcaster()
                    .send(
                            ORGANIZATION,
                            store.append(ORGANIZATION, List.of(new Submission(List.of(erasure()), null)))
                                    .committed());
        };

        // When
        runFor(Duration.ofSeconds(10));

        // Then
        assertThat(away.texts()).hasSize(30).doesNotContainValue("old");
    }

    /** Clients of the new history wait behind a question about the old one. */
    @Test
    void questionThatFailsAfterAForkKeepsNobodyWaiting() {
        // Given
        create("everybody", "stays");
        create("everybody", "lost");
        away.breakConnectionFor(Duration.ofMillis(300));
        log.beforeHeads = () -> {
            log.beforeHeads = () -> {};
            store.failOver(1);
            create("everybody", "instead of it");
            create("everybody", "later");
            // The pod finds the fork while its question is under way.
            runFor(Duration.ofSeconds(1));
            log.down = true;
        };

        // When
        runFor(Duration.ofSeconds(2));
        log.down = false;
        runFor(Duration.ofSeconds(5));
        create("everybody", "newest");

        // Then
        assertThat(away.resets()).isEqualTo(1);
        assertThat(away.texts()).containsEntry(4L, "newest");
        assertThat(away.violations()).isEmpty();
    }

    /**
     * A failover has left it behind without the last commit, and one connection still leads there.
     *
     * @param read the one that it answers, from 1 on
     * @param own how many notifications it has taken instead
     */
    private void readFromAnotherServer(int read, int own) {
        int[] reads = new int[1];
        log.beforeRead = () -> {
            if (++reads[0] == read) {
                InMemoryNotificationLog.Backup present = store.backUp();
                store.failOver(1);
                for (int i = 0; i < own; i++) {
                    store.append(ORGANIZATION, List.of(new Submission(List.of(draft("everybody", "its own")), null)));
                }
                log.afterRead = () -> {
                    log.afterRead = () -> {};
                    store.restore(present);
                };
            }
        };
    }

    private void create(String user, String text) {
        sender.create(ORGANIZATION, List.of(draft(user, text)));
        runFor(Duration.ofMillis(20));
    }

    private static Draft draft(String user, String text) {
        Recipient to = user.equals("everybody") ? new Recipient.WholeOrganization() : new Recipient.OneUser(user);
        return new Draft(to, "test", "title", text, null);
    }

    private void recall(long id) {
        sender.change(new ChangeRequest(ORGANIZATION, id, null, "sender", false, null));
        runFor(Duration.ofMillis(20));
    }

    private void erase(long id) {
        store.erase(ORGANIZATION, id);
        sender.create(ORGANIZATION, List.of(erasure()));
        runFor(Duration.ofMillis(20));
    }

    private static Draft erasure() {
        OptionalFields expired = new OptionalFields(null, Notification.NEVER, null);
        return new Draft(new Recipient.OneUser(Recipient.ERASED), Notification.ERASURE, "", "", null, expired);
    }

    private void update(long id, String text) {
        ChangeRequest.Text now = new ChangeRequest.Text("title", text, null, null);
        sender.change(new ChangeRequest(ORGANIZATION, id, now, "sender", false, null));
        runFor(Duration.ofMillis(20));
    }

    private void runFor(Duration duration) {
        world.runUntil(world.now() + duration.toNanos(), () -> {});
    }
}
