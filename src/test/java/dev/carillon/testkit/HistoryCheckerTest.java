package dev.carillon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.HistoryEvent.CameBack;
import dev.carillon.testkit.HistoryEvent.Connected;
import dev.carillon.testkit.HistoryEvent.GaveUp;
import dev.carillon.testkit.HistoryEvent.Left;
import dev.carillon.testkit.HistoryEvent.Opened;
import dev.carillon.testkit.HistoryEvent.Reloaded;
import dev.carillon.testkit.HistoryEvent.Shown;
import dev.carillon.testkit.HistoryEvent.WasReset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plants one fault at a time: a checker that finds nothing is worth nothing. */
class HistoryCheckerTest {
    private long millis;
    private final History history = new History("planted", () -> millis * 1_000_000);
    private final HistoryChecker checker = new HistoryChecker().withDelayBound(Duration.ofSeconds(1));

    @Test
    void aGoodHistoryPassesAndIsCounted() {
        // Given
        openPages();
        created("m1", 1, Audience.everybody());
        created("m2", 2, Audience.of("anna"));
        shown("anna", 1, "m1");
        shown("bert", 1, "m1");
        shown("anna", 2, "m2");

        // When
        Judgement verdict = checker.judge(history);

        // Then
        assertEquals(new Judgement.Creations(2, 2, 0, 0), verdict.creations());
        assertEquals(3, verdict.deliveries().delivered());
        assertEquals(Duration.ofMillis(3), verdict.delays().p50());
        assertEquals(Duration.ofMillis(4), verdict.delays().worst());
        assertTrue(verdict.toString().contains("acknowledged"), verdict.toString());
    }

    @Test
    void aLostEventBreaksI1Alone() {
        // Given
        openPages();
        created("m1", 1, Audience.everybody());
        shown("anna", 1, "m1");

        // When
        Judgement verdict = checker.check(history);

        // Then
        assertBroken(verdict, Invariant.I1_SHOWN);
        assertEquals(1, verdict.deliveries().lost());
    }

    @Test
    void aDoubledEventBreaksI2Alone() {
        // Given
        openPages();
        created("m1", 1, Audience.of("anna"));
        shown("anna", 1, "m1");
        shown("anna", 1, "m1");

        // When
        Judgement verdict = checker.check(history);

        // Then
        assertBroken(verdict, Invariant.I2_NEVER_TWICE);
        assertEquals(1, verdict.deliveries().duplicated());
    }

    @Test
    void swappedEventsBreakI3Alone() {
        // Given
        openPages();
        created("m1", 1, Audience.of("anna"));
        created("m2", 2, Audience.of("anna"));
        shown("anna", 2, "m2");
        shown("anna", 1, "m1");

        // When
        Judgement verdict = checker.check(history);

        // Then
        assertBroken(verdict, Invariant.I3_IN_ORDER);
        assertEquals(1, verdict.deliveries().outOfOrder());
    }

    @Test
    void aPositionThatIsNotTheEventsOwnBreaksI3() {
        // Given
        openPages();
        created("m1", 1, Audience.of("anna"));
        history.add(new Shown(now(), "anna", "e-7", 1, "m1"));

        // When
        Judgement verdict = checker.check(history);

        // Then
        assertBroken(verdict, Invariant.I3_IN_ORDER);
    }

    @Test
    void anEventOfAnotherUserBreaksI4Alone() {
        // Given
        openPages();
        created("m1", 1, Audience.of("anna"));
        shown("anna", 1, "m1");
        shown("bert", 1, "m1");

        // When
        Judgement verdict = checker.check(history);

        // Then
        assertBroken(verdict, Invariant.I4_NOBODY_ELSES);
    }

    @Test
    void anEventOfAnotherOrganizationBreaksI4Alone() {
        // Given
        openPages();
        history.add(new Opened(now(), "eve", "other", "anna"));
        history.add(new Connected(now(), "eve", false));
        created("m1", 1, Audience.of("anna"));
        shown("anna", 1, "m1");
        shown("eve", 1, "m1");

        // When
        Judgement verdict = checker.check(history);

        // Then
        assertBroken(verdict, Invariant.I4_NOBODY_ELSES);
        assertEquals(1, verdict.deliveries().foreign());
    }

    @Test
    void aPhantomEventBreaksI5Alone() {
        // Given
        openPages();
        shown("anna", 1, "never-created");

        // When
        Judgement verdict = checker.check(history);

        // Then
        assertBroken(verdict, Invariant.I5_ONLY_CREATED);
        assertEquals(1, verdict.deliveries().phantom());
    }

    @Test
    void aRejectedEventThatIsShownBreaksI5Alone() {
        // Given
        openPages();
        attempted("m1", Audience.of("anna"));
        history.answered("m1", new CreateOutcome.Rejected(429));
        shown("anna", 1, "m1");

        // When
        Judgement verdict = checker.check(history);

        // Then
        assertBroken(verdict, Invariant.I5_ONLY_CREATED);
    }

    @Test
    void aRetryThatCreatedASecondRowBreaksI5() {
        // Given
        openPages();
        attempted("m1", Audience.everybody());
        history.answered("m1", new CreateOutcome.Unknown("timeout"));
        shown("anna", 1, "m1");
        shown("bert", 2, "m1");

        // When
        Judgement verdict = checker.check(history);

        // Then
        assertBroken(verdict, Invariant.I5_ONLY_CREATED);
    }

    @Test
    void anUnknownAttemptMayBeShownToNobodyButNotToSome() {
        // Given
        openPages();
        attempted("m1", Audience.everybody());
        history.answered("m1", new CreateOutcome.Unknown("timeout"));
        Judgement shownToNobody = checker.check(history);
        shown("anna", 1, "m1");

        // When
        Judgement shownToOne = checker.check(history);

        // Then
        assertTrue(shownToNobody.passed(), shownToNobody.toString());
        assertBroken(shownToOne, Invariant.I1_SHOWN);
    }

    @Test
    void aLateEventBreaksI6UnlessTheFaultOrTheAbsenceEndedInTime() {
        // Given
        openPages();
        created("m1", 1, Audience.of("anna"));
        millis += 5_000;
        shown("anna", 1, "m1");

        // When
        Judgement late = checker.check(history);
        history.add(new HistoryEvent.Healed((millis - 500) * 1_000_000, "redis"));
        Judgement healed = checker.check(history);

        // Then
        assertBroken(late, Invariant.I6_IN_TIME);
        assertTrue(healed.passed(), healed.toString());
        assertTrue(healed.delays().worst().toMillis() >= 5_000, "the delay itself is still reported");
    }

    @Test
    void eventsAfterAReturnAreMeasuredFromTheReturn() {
        // Given
        openPages();
        created("m1", 1, Audience.of("anna"));
        millis += 5_000;
        history.add(new CameBack(now(), "anna"));
        shown("anna", 1, "m1");

        // When
        Judgement verdict = checker.judge(history);

        // Then
        assertTrue(verdict.delays().worst().toMillis() < 10, verdict.toString());
    }

    @Test
    void aResetWithReloadCoversWhatWasAttemptedBeforeAndNothingLater() {
        // Given
        openPages();
        created("m1", 1, Audience.of("anna"));
        long resetAt = now();
        history.add(new WasReset(resetAt, "anna", "forked"));
        history.add(new Reloaded(now(), "anna", resetAt, new Coverage.EverythingBefore()));
        Judgement covered = checker.check(history);
        created("m2", 2, Audience.of("anna"));

        // When
        Judgement verdict = checker.check(history);

        // Then
        assertTrue(covered.passed(), covered.toString());
        assertEquals(1, covered.deliveries().covered());
        assertBroken(verdict, Invariant.I1_SHOWN);
        assertEquals(1, verdict.deliveries().lost());
    }

    @Test
    void aListThatWasFetchedCoversOnlyWhatIsInIt() {
        // Given
        openPages();
        created("m1", 1, Audience.of("anna"));
        created("m2", 2, Audience.of("anna"));
        long resetAt = now();
        history.add(new WasReset(resetAt, "anna", "forked"));
        history.add(new Reloaded(now(), "anna", resetAt, new Coverage.Listed(Set.of("m1"))));

        // When
        Judgement verdict = checker.check(history);

        // Then
        assertBroken(verdict, Invariant.I1_SHOWN);
        assertEquals(1, verdict.deliveries().lost());
    }

    @Test
    void idsMayStartAgainAfterAReset() {
        // Given
        openPages();
        created("m8", 8, Audience.of("anna"));
        created("m7", 7, Audience.of("anna"));
        created("m1", 1, Audience.of("anna"));
        shown("anna", 8, "m8");
        history.add(new WasReset(now(), "anna", "forked"));
        shown("anna", 7, "m7");
        history.add(new WasReset(now(), "anna", "forked"));
        history.add(new Shown(now(), "anna", "f-1", 1, "m1"));

        // When
        Judgement verdict = checker.judge(history);

        // Then
        assertEquals(2, verdict.deliveries().resets());
    }

    @Test
    void aPageIsOwedNothingFromBeforeItCameOrShortlyBeforeItLeft() {
        // Given
        created("before", 1, Audience.everybody());
        openPages();
        created("during", 2, Audience.of("anna"));
        millis += 60_000;
        created("at the end", 3, Audience.of("anna"));
        history.add(new Left(now(), "anna"));

        // When
        Judgement verdict = checker.check(history);

        // Then
        assertBroken(verdict, Invariant.I1_SHOWN);
        assertEquals(1, verdict.deliveries().lost());
        assertTrue(verdict.violations().get(0).examples().get(0).contains("during"));
    }

    @Test
    void aPageThatNeverConnectedBreaksI1() {
        // Given
        history.add(new Opened(now(), "anna", "org", "anna"));
        history.add(new GaveUp(now(), "anna", 503));

        // When
        Judgement verdict = checker.check(history);

        // Then
        assertBroken(verdict, Invariant.I1_SHOWN);
        assertEquals(1, verdict.deliveries().gaveUp());
    }

    @Test
    void aFailedHistoryIsWrittenOneEventALine(@TempDir Path directory) throws IOException {
        // Given
        openPages();
        created("m1", 1, Audience.of("anna"));

        // When
        Path file = history.write(directory);

        // Then
        List<String> lines = Files.readAllLines(file);
        assertEquals(6, lines.size());
        assertEquals(
                "{\"what\":\"Opened\",\"at\":1000000,\"page\":\"anna\",\"organization\":\"org\",\"user\":\"anna\"}",
                lines.get(0));
        assertTrue(lines.get(5).contains("Acknowledged[id=1]"), lines.get(5));
        AssertionError thrown = assertThrows(AssertionError.class, () -> checker.judge(history));
        assertTrue(thrown.getMessage().contains("I1_SHOWN"), thrown.getMessage());
    }

    private void openPages() {
        for (String user : List.of("anna", "bert")) {
            history.add(new Opened(now(), user, "org", user));
            history.add(new Connected(now(), user, false));
        }
    }

    private void attempted(String marker, Audience audience) {
        millis++;
        history.attempted(marker, "org", audience);
    }

    private void created(String marker, long id, Audience audience) {
        attempted(marker, audience);
        millis++;
        history.answered(marker, new CreateOutcome.Acknowledged(id));
    }

    private void shown(String page, long id, String marker) {
        history.add(new Shown(now(), page, "e-" + id, id, marker));
    }

    private long now() {
        millis++;
        return history.now();
    }

    private static void assertBroken(Judgement verdict, Invariant invariant) {
        List<Invariant> broken =
                verdict.violations().stream().map(Violation::invariant).toList();
        assertEquals(List.of(invariant), broken, verdict.toString());
    }
}
