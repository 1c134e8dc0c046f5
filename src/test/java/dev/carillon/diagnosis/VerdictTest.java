package dev.carillon.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.diagnosis.PodReport.StreamReport;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Instant CREATED = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant BEFORE = CREATED.minusSeconds(60);
    private static final Instant AFTER = CREATED.plusSeconds(60);

    @Test
    void otherRecipientIsTheFirstVerdict() {
        assertThat(Verdict.of(false, true, CREATED, List.of())).isEqualTo(Verdict.NOT_FOR_THIS_USER);
    }

    @Test
    void anAcknowledgementIsMoreThanAnyStream() {
        assertThat(Verdict.of(true, true, CREATED, pod(new StreamReport("c", BEFORE, null, false, true))))
                .isEqualTo(Verdict.ACKNOWLEDGED);
    }

    @Test
    void aStreamOfThatTimeThatIsPastItWasWrittenTo() {
        assertThat(ofStream(BEFORE, AFTER, true, null)).isEqualTo(Verdict.WRITTEN);
        assertThat(ofStream(BEFORE, null, true, true)).isEqualTo(Verdict.WRITTEN);
    }

    @Test
    void aStreamThatDidNotWantTheTypeGotNothing() {
        assertThat(ofStream(BEFORE, null, true, false)).isEqualTo(Verdict.FILTERED);
    }

    @Test
    void anOpenStreamThatIsNotPastItIsBehind() {
        assertThat(ofStream(BEFORE, null, false, true)).isEqualTo(Verdict.BEHIND);
    }

    @Test
    void aStreamOfLaterOnlyStartedBehindIt() {
        assertThat(ofStream(AFTER, null, true, true)).isEqualTo(Verdict.OPENED_LATER);
    }

    @Test
    void withoutAnyStreamNothingIsKnown() {
        assertThat(Verdict.of(true, false, CREATED, List.of())).isEqualTo(Verdict.NO_STREAM_KNOWN);
    }

    @Test
    void aStreamThatHadEndedBeforeTellsNothing() {
        assertThat(ofStream(BEFORE.minusSeconds(9), BEFORE, false, null)).isEqualTo(Verdict.NO_STREAM_KNOWN);
    }

    private static Verdict ofStream(Instant openedAt, Instant closedAt, boolean isPast, Boolean wantsType) {
        return Verdict.of(true, false, CREATED, pod(new StreamReport("c", openedAt, closedAt, isPast, wantsType)));
    }

    private static List<PodReport> pod(StreamReport stream) {
        return List.of(new PodReport("pod", null, null, null, null, null, List.of(stream)));
    }
}
