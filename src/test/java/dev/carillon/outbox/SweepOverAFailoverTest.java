package dev.carillon.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notification.Draft;
import dev.carillon.notification.InMemoryNotificationLog;
import dev.carillon.notification.Notification;
import dev.carillon.notification.Recipient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A failover between two pages of the first sweep of a pod, which has no snapshot to compare servers by. */
class SweepOverAFailoverTest {

    private static final String ORGANIZATION = "acme";
    private static final int PAGE = 2;

    private final InMemoryNotificationLog log = new InMemoryNotificationLog(Clock.systemUTC());
    private final FailingOver outbox = new FailingOver(log);
    private final OutboxSweep sweep = new OutboxSweep(
            outbox,
            (organizationId, committed) -> {},
            new OutboxMetrics(new SimpleMeterRegistry()),
            PAGE,
            new Random(1));

    /** Goes back to a state before any page but the first. */
    private static final class FailingOver extends InMemoryOutbox {

        private final InMemoryNotificationLog log;
        private InMemoryNotificationLog.Backup logBefore;
        private Backup before;

        FailingOver(InMemoryNotificationLog log) {
            super(log, Clock.systemUTC(), () -> {});
            this.log = log;
        }

        void keep() {
            logBefore = log.backUp();
            before = backUp();
        }

        @Override
        public OutboxPage page(String since, OutboxRow after, int most) {
            if (before != null && !after.equals(OutboxRow.START)) {
                log.restore(logBefore);
                restore(before);
                before = null;
            }
            return super.page(since, after, most);
        }
    }

    @Test
    void rowsWhoseRelayWasLostAreRelayedAgainAndFirst() {
        // Given
        List<String> texts =
                IntStream.range(0, 2 * PAGE + 1).mapToObj(i -> "n" + i).toList();
        InMemoryOutbox.Transaction transaction = outbox.begin();
        texts.forEach(text -> transaction.publish(
                ORGANIZATION, new Draft(new Recipient.WholeOrganization(), "type", "title", text, null)));
        transaction.commit();
        outbox.keep();

        // When
        sweep.run();
        sweep.run();

        // Then
        assertThat(log.all(ORGANIZATION)).extracting(Notification::message).containsExactlyElementsOf(texts);
        assertThat(outbox.waitingRows()).isEmpty();
    }
}
