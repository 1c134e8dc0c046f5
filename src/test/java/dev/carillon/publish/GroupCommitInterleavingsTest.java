package dev.carillon.publish;

import dev.carillon.notification.AppendOutcome;
import dev.carillon.notification.Committed;
import dev.carillon.notification.Draft;
import dev.carillon.notification.InMemoryNotificationLog;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.Submission;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Creates of one organization by several threads, one of which may come as the writer of the others leaves. */
class GroupCommitInterleavingsTest {

    private static final Submission ONE =
            new Submission(List.of(new Draft(new Recipient.OneUser("26"), "test", "title", "message", null)), null);

    private static final PublishConfig CONFIG = SharedServices.config(PublishConfig.class, Map.of());

    @Test
    void everyCreateRequestIsWrittenOnceByOneWriterAtATime() {
        new StressOptions()
                .iterations(10)
                .invocationsPerIteration(500)
                .threads(2)
                .actorsPerThread(2)
                .check(Creates.class);
    }

    /** A create request returns its id: linearizable means that none is lost, doubled, left waiting or out of order. */
    public static class Creates {

        private final GroupCommit group = new GroupCommit(
                new InMemoryNotificationLog(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)),
                Runnable::run,
                Runnable::run,
                CONFIG,
                this::onCommit,
                new PublishMetrics(new SimpleMeterRegistry()),
                new CommitDelay(CONFIG.linger()));
        // Plain on purpose: a second writer at the same time would be seen here.
        private long committed;

        @Operation(blocking = true)
        public long create() {
            AppendOutcome outcome =
                    group.submit("21", ONE).toCompletableFuture().join();
            return ((AppendOutcome.Stored) outcome).notifications().get(0).id();
        }

        private void onCommit(String organizationId, Committed group) {
            long first = group.notifications().get(0).id();
            if (first != committed + 1) {
                throw new IllegalStateException("committed " + first + " after " + committed);
            }
            committed += group.notifications().size();
        }
    }
}
