package dev.carillon.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.notification.AppendOutcome;
import dev.carillon.notification.Committed;
import dev.carillon.notification.Draft;
import dev.carillon.notification.DraftRejected;
import dev.carillon.notification.IdempotencyKey;
import dev.carillon.notification.InMemoryNotificationLog;
import dev.carillon.notification.Notification;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.Submission;
import dev.carillon.problem.Overloaded;
import dev.carillon.supervision.Supervised;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final InMemoryNotificationLog log = new InMemoryNotificationLog(Clock.systemUTC());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PublishMetrics metrics = new PublishMetrics(registry);
    private final Queue<Runnable> workers = new ArrayDeque<>();
    private final List<Committed> commits = new ArrayList<>();
    private final Map<String, List<Committed>> commitsOf = new HashMap<>();

    private GroupCommit group(int groupSize, int maxPending) {
        return group(groupSize, maxPending, workers::add, (organization, committed) -> {
            commits.add(committed);
            commitsOf.computeIfAbsent(organization, id -> new ArrayList<>()).add(committed);
        });
    }

    private GroupCommit group(
            int groupSize, int maxPending, Executor executor, BiConsumer<String, Committed> onCommit) {
        return group(
                Map.of(
                        "carillon.publish.group-size",
                        String.valueOf(groupSize),
                        "carillon.publish.max-pending",
                        String.valueOf(maxPending),
                        "carillon.publish.writers",
                        "2",
                        "carillon.publish.backlog-per-writer",
                        "0"),
                executor,
                onCommit);
    }

    private GroupCommit group(Map<String, String> settings, Executor executor, BiConsumer<String, Committed> onCommit) {
        PublishConfig config = SharedServices.config(PublishConfig.class, settings);
        return new GroupCommit(log, executor, executor, config, onCommit, metrics, new CommitDelay(config.linger()));
    }

    /** An organization that has never had anything is written alone. */
    @BeforeEach
    void organizationsAreKnown() {
        for (String organization : List.of("21", "22", "23")) {
            log.append(organization, List.of(submission(1)));
        }
    }

    @Test
    void concurrentCreateRequestsAreWrittenTogether() {
        // Given
        GroupCommit group = group(500, 1_000);

        // When
        List<CompletableFuture<AppendOutcome>> answers =
                IntStream.range(0, 20).mapToObj(i -> submit(group, 1)).toList();
        workers.remove().run();

        // Then
        assertThat(commits).hasSize(1);
        assertThat(workers).isEmpty();
        assertThat(answers.stream().map(GroupCommitTest::firstId).toList())
                .isEqualTo(IntStream.rangeClosed(2, 21).mapToObj(i -> (long) i).toList());
    }

    @Test
    void aGroupIsBoundedAndASubmissionIsNeverTorn() {
        // Given
        GroupCommit group = group(10, 1_000);

        // When
        IntStream.range(0, 5).forEach(i -> submit(group, 4));
        workers.remove().run();

        // Then
        assertThat(commits.stream().map(c -> c.notifications().size()).toList()).containsExactly(8, 8, 4);
    }

    @Test
    void aSubmissionLargerThanAGroupIsWrittenByItself() {
        GroupCommit group = group(10, 1_000);
        submit(group, 25);
        workers.remove().run();
        assertThat(commits.get(0).notifications()).hasSize(25);
    }

    @Test
    void anOrganizationThatHasComeToRestStartsAtOnceAgain() {
        // Given
        GroupCommit group = group(10, 10);
        submit(group, 1);
        workers.remove().run();

        // When
        CompletableFuture<AppendOutcome> answer = submit(group, 1);
        workers.remove().run();

        // Then
        assertThat(firstId(answer)).isEqualTo(3);
    }

    @Test
    void tooManyWaitingCreateRequestsAreRejectedAndNothingElseIsLost() {
        // Given
        GroupCommit group = group(10, 3);
        List<CompletableFuture<AppendOutcome>> accepted =
                IntStream.range(0, 3).mapToObj(i -> submit(group, 1)).toList();

        // When
        CompletableFuture<AppendOutcome> rejected = submit(group, 1);
        workers.remove().run();

        // Then
        assertThatThrownBy(rejected::join).hasCauseInstanceOf(Overloaded.class);
        assertThat(accepted).allMatch(answer -> !answer.isCompletedExceptionally());
    }

    @Test
    void createThatHasPassedItsDeadlineIsAnsweredAndNeverWritten() {
        // Given
        GroupCommit group = group(10, 100);
        CompletableFuture<AppendOutcome> late = submit(group, 1);
        submit(group, "22", 1);

        // When
        group.expire(System.nanoTime() + Duration.ofSeconds(3).toNanos());
        CompletableFuture<AppendOutcome> next = submit(group, 1);
        while (!workers.isEmpty()) {
            workers.remove().run();
        }

        // Then
        assertThatThrownBy(late::join).hasCauseInstanceOf(Overloaded.class);
        assertThat(firstId(next)).isEqualTo(2);
        assertThat(registry.get("carillon.creates")
                        .tag("outcome", "expired")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("carillon.creates.pending.bytes").gauge().value())
                .isZero();
    }

    @Test
    void createThatWaitsForLessThanItsDeadlineIsWritten() {
        // Given
        GroupCommit group = group(10, 100);
        CompletableFuture<AppendOutcome> create = submit(group, 1);

        // When
        group.expire(System.nanoTime() + Duration.ofSeconds(2).toNanos());
        workers.remove().run();

        // Then
        assertThat(firstId(create)).isEqualTo(2);
    }

    @Test
    void memoryOfAllOrganizationsTogetherIsBounded() {
        // Given
        GroupCommit group = group(
                Map.of("carillon.publish.max-pending-bytes", "4K", "carillon.publish.writers", "1"),
                workers::add,
                (organization, committed) -> {});
        List<CompletableFuture<AppendOutcome>> creates = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            creates.add(submit(group, "new-" + i, 1));
        }

        // When
        long rejected = creates.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .count();
        while (!workers.isEmpty()) {
            workers.remove().run();
        }

        // Then
        assertThat(rejected).isBetween(80L, 95L);
        assertThatThrownBy(creates.get(99)::join).hasCauseInstanceOf(Overloaded.class);
        assertThat(creates.stream().filter(create -> !create.isCompletedExceptionally()))
                .hasSize(100 - (int) rejected);
        assertThat(submit(group, "22", 1)).isNotCompletedExceptionally();
    }

    @Test
    void createThatCannotBeStoredFailsNobodyElseOfItsGroup() {
        // Given
        GroupCommit commits = group(500, 1000);
        List<CompletableFuture<AppendOutcome>> creates = new ArrayList<>();
        for (int i = 0; i < 37; i++) {
            creates.add(commits.submit("21", i == 21 ? poison() : submission(1)).toCompletableFuture());
        }

        // When
        runWorkers();

        // Then
        assertThatThrownBy(creates.get(21)::join).hasCauseInstanceOf(DraftRejected.class);
        creates.remove(21);
        assertThat(creates.stream().map(GroupCommitTest::firstId).toList())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(2, 37).mapToObj(i -> (long) i).toList());
    }

    @Test
    void failureOfAWriterHoldsNoOrganizationForever() {
        // Given
        PublishConfig config = SharedServices.config(PublishConfig.class, Map.of());
        boolean[] fails = {true};
        Executor alone = task -> {
            if (fails[0]) {
                throw new IllegalStateException("as planned");
            }
            workers.add(task);
        };
        GroupCommit group = new GroupCommit(
                log, workers::add, alone, config, (o, c) -> {}, metrics, new CommitDelay(config.linger()));
        long before = Supervised.CREATE_WRITER.failures();

        // When: a new organization, which is written alone
        CompletableFuture<AppendOutcome> failed =
                group.submit("new", submission(1)).toCompletableFuture();
        runWorkers();
        fails[0] = false;
        CompletableFuture<AppendOutcome> next =
                group.submit("new", submission(1)).toCompletableFuture();
        runWorkers();

        // Then
        assertThatThrownBy(failed::join).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(firstId(next)).isEqualTo(1);
        assertThat(Supervised.CREATE_WRITER.failures() - before).isEqualTo(1);
    }

    private void runWorkers() {
        while (!workers.isEmpty()) {
            workers.remove().run();
        }
    }

    private static Submission poison() {
        return new Submission(List.of(new Draft(new Recipient.OneUser("26"), "type", "\0", "message", null)), null);
    }

    @Test
    void aStoppingPodRejectsInsteadOfLettingCreatesWait() {
        // Given
        Executor stopped = task -> {
            throw new RejectedExecutionException();
        };
        GroupCommit group = group(10, 10, stopped, (organization, committed) -> {});

        // Then
        assertThatThrownBy(submit(group, 1)::join).hasCauseInstanceOf(Overloaded.class);
        assertThatThrownBy(submit(group, 1)::join).hasCauseInstanceOf(Overloaded.class);
    }

    @Test
    void broadcastComesBeforeTheAnswer() {
        // Given
        List<String> order = new ArrayList<>();
        GroupCommit group = group(10, 10, workers::add, (organization, committed) -> order.add("broadcast"));
        submit(group, 1).thenRun(() -> order.add("answer"));

        // When
        workers.remove().run();

        // Then
        assertThat(order).containsExactly("broadcast", "answer");
    }

    @Test
    void organizationsAreWrittenTogetherToo() {
        // Given
        GroupCommit group = group(500, 1_000);
        submit(group, 1);
        submit(group, "22", 1);
        submit(group, "23", 1);

        // When
        CompletableFuture<AppendOutcome> later = submit(group, "22", 1);
        workers.remove().run();

        // Then
        assertThat(transactions()).isEqualTo(1);
        assertThat(firstId(later)).isEqualTo(3);
    }

    @Test
    void organizationLockedByAnotherPodDelaysNobodyElse() {
        // Given
        GroupCommit group = group(500, 1_000);
        log.hold("22");
        CompletableFuture<AppendOutcome> held = submit(group, "22", 1);
        CompletableFuture<AppendOutcome> free = submit(group, "21", 1);

        // When
        workers.remove().run();
        workers.remove().run();
        boolean freeWasWritten = free.isDone();
        boolean heldWaited = !held.isDone();
        workers.remove().run();

        // Then
        assertThat(freeWasWritten).isTrue();
        assertThat(heldWaited).isTrue();
        assertThat(free).isCompleted();
        assertThat(firstId(held)).isEqualTo(2);
    }

    @Test
    void organizationThatIsWrittenAloneIsWrittenByNobodyElse() {
        // Given
        GroupCommit group = group(500, 1_000);
        log.hold("22");
        submit(group, "22", 1);
        workers.remove().run();

        // When
        CompletableFuture<AppendOutcome> later = submit(group, "22", 1);

        // Then
        assertThat(workers).hasSize(1);
        workers.remove().run();
        assertThat(firstId(later)).isEqualTo(3);
        assertThat(commitsOf.get("22")).hasSize(2);
    }

    @Test
    void keyedCreatesOfSeveralOrganizationsAreWrittenTogether() {
        // Given
        GroupCommit group = group(500, 1_000);
        Submission keyed = new Submission(drafts(1), new IdempotencyKey("26", "key", "fingerprint"));

        // When
        CompletableFuture<AppendOutcome> first = group.submit("21", keyed).toCompletableFuture();
        CompletableFuture<AppendOutcome> again = group.submit("21", keyed).toCompletableFuture();
        CompletableFuture<AppendOutcome> other = group.submit("22", keyed).toCompletableFuture();
        workers.remove().run();

        // Then
        assertThat(transactions()).isEqualTo(1);
        assertThat(firstId(first)).isEqualTo(2);
        assertThat(firstId(other)).isEqualTo(2);
        assertThat(again.join()).isInstanceOf(AppendOutcome.Repeated.class);
    }

    @Test
    void largeSubmissionIsNotStarved() {
        // Given
        GroupCommit group = group(10, 1_000);
        submit(group, 1);
        CompletableFuture<AppendOutcome> large = submit(group, "22", 25);
        CompletableFuture<AppendOutcome> last = submit(group, "23", 1);
        List<String> order = new ArrayList<>();
        large.thenRun(() -> order.add("large"));
        last.thenRun(() -> order.add("last"));

        // When
        workers.remove().run();

        // Then
        assertThat(order).containsExactly("large", "last");
    }

    @Test
    void noMoreWritersAreAtWorkThanConfigured() {
        // Given
        GroupCommit group = group(10, 1_000);

        // When
        List<CompletableFuture<AppendOutcome>> answers =
                Stream.of("21", "22", "23").map(id -> submit(group, id, 1)).toList();

        // Then
        assertThat(workers).hasSize(2);
        workers.remove().run();
        assertThat(answers).allMatch(CompletableFuture::isDone);
    }

    @Test
    void furtherWriterBeginsOnlyWithEnoughToWrite() {
        // Given
        GroupCommit group = group(
                Map.of("carillon.publish.writers", "2", "carillon.publish.backlog-per-writer", "2"),
                workers::add,
                (organization, committed) -> {});

        // When
        submit(group, "21", 1);
        submit(group, "22", 1);
        int writersOfTwo = workers.size();
        submit(group, "23", 1);

        // Then
        assertThat(writersOfTwo).isEqualTo(1);
        assertThat(workers).hasSize(2);
    }

    @Test
    void submissionsTooFewForAnotherWriterJoinTheNextTransaction() {
        // Given
        List<CompletableFuture<AppendOutcome>> meanwhile = new ArrayList<>();
        GroupCommit[] group = new GroupCommit[1];
        group[0] = group(
                Map.of("carillon.publish.writers", "2", "carillon.publish.backlog-per-writer", "2"),
                workers::add,
                (organization, committed) -> {
                    if (organization.equals("21")) {
                        meanwhile.add(submit(group[0], "22", 1));
                    }
                });
        submit(group[0], "21", 1);

        // When
        workers.remove().run();

        // Then
        assertThat(workers).isEmpty();
        assertThat(meanwhile).hasSize(1).allMatch(CompletableFuture::isDone);
    }

    @Test
    void callerThatReturnsDuringTheCommitDelayIsWrittenWithTheFirst() {
        // Given
        GroupCommit[] group = new GroupCommit[1];
        CommitDelay commitDelay = new CommitDelay(
                Duration.ofNanos(1), nanos -> IntStream.range(0, 9).forEach(i -> submit(group[0], 1)));
        group[0] = new GroupCommit(
                log,
                workers::add,
                workers::add,
                SharedServices.config(PublishConfig.class, Map.of()),
                (organization, committed) -> {
                    if (commits.isEmpty()) {
                        submit(group[0], 1);
                    }
                    commits.add(committed);
                },
                metrics,
                commitDelay);
        IntStream.range(0, 20).forEach(i -> submit(group[0], 1));

        // When
        workers.remove().run();

        // Then
        assertThat(commits.stream().map(c -> c.notifications().size()).toList()).containsExactly(20, 10);
    }

    @Test
    void podWithoutWritersDoesNotStart() {
        assertThatThrownBy(() ->
                        group(Map.of("carillon.publish.writers", "0"), workers::add, (organization, committed) -> {}))
                .hasMessageContaining("carillon.publish.writers");
    }

    @Test
    void failureOfTheLogReachesEverybodyItConcernsAndLeavesNothingBehind() {
        // Given
        GroupCommit group = group(10, 1_000);
        log.fail(new LogUnavailable(new IllegalStateException("down")));
        CompletableFuture<AppendOutcome> failed = submit(group, 1);
        workers.remove().run();

        // When
        log.fail(null);
        CompletableFuture<AppendOutcome> next = submit(group, 1);
        workers.remove().run();

        // Then
        assertThatThrownBy(failed::join).hasCauseInstanceOf(LogUnavailable.class);
        assertThat(firstId(next)).isEqualTo(2);
    }

    private long transactions() {
        return registry.get("carillon.commit.size").summary().count();
    }

    private static CompletableFuture<AppendOutcome> submit(GroupCommit group, int drafts) {
        return submit(group, "21", drafts);
    }

    private static CompletableFuture<AppendOutcome> submit(GroupCommit group, String organization, int drafts) {
        return group.submit(organization, submission(drafts)).toCompletableFuture();
    }

    private static Submission submission(int drafts) {
        return new Submission(drafts(drafts), null);
    }

    private static List<Draft> drafts(int count) {
        return Collections.nCopies(count, new Draft(new Recipient.OneUser("26"), "test", "title", "message", null));
    }

    private static long firstId(CompletableFuture<AppendOutcome> answer) {
        List<Notification> stored = ((AppendOutcome.Stored) answer.join()).notifications();
        return stored.get(0).id();
    }
}
