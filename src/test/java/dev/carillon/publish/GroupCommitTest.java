package dev.carillon.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.notification.Committed;
import dev.carillon.notification.Draft;
import dev.carillon.notification.InMemoryNotificationLog;
import dev.carillon.notification.Notification;
import dev.carillon.notification.Outcome;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.Submission;
import dev.carillon.problem.Overloaded;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final InMemoryNotificationLog log = new InMemoryNotificationLog(Clock.systemUTC());
    private final PublishMetrics metrics = new PublishMetrics(new SimpleMeterRegistry());
    private final Queue<Runnable> workers = new ArrayDeque<>();
    private final List<Committed> commits = new ArrayList<>();

    private GroupCommit group(int groupSize, int maxPending) {
        return new GroupCommit(
                log, workers::add, groupSize, maxPending, (org, committed) -> commits.add(committed), metrics);
    }

    @Test
    void whatArrivesTogetherIsWrittenTogether() {
        // Given
        GroupCommit group = group(500, 1_000);

        // When
        List<CompletableFuture<Outcome>> answers =
                IntStream.range(0, 20).mapToObj(i -> submit(group, 1)).toList();
        workers.remove().run();

        // Then
        assertThat(commits).hasSize(1);
        assertThat(workers).isEmpty();
        assertThat(answers.stream().map(GroupCommitTest::firstId).toList())
                .isEqualTo(IntStream.rangeClosed(1, 20).mapToObj(i -> (long) i).toList());
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
        CompletableFuture<Outcome> answer = submit(group, 1);
        workers.remove().run();

        // Then
        assertThat(firstId(answer)).isEqualTo(2);
    }

    @Test
    void tooManyWaitingCreatesAreRefusedAndNothingElseIsLost() {
        // Given
        GroupCommit group = group(10, 3);
        List<CompletableFuture<Outcome>> accepted =
                IntStream.range(0, 3).mapToObj(i -> submit(group, 1)).toList();

        // When
        CompletableFuture<Outcome> refused = submit(group, 1);
        workers.remove().run();

        // Then
        assertThatThrownBy(refused::join).hasCauseInstanceOf(Overloaded.class);
        assertThat(accepted).allMatch(answer -> !answer.isCompletedExceptionally());
    }

    @Test
    void aStoppingPodRefusesInsteadOfLettingCreatesWait() {
        // Given
        GroupCommit group = new GroupCommit(
                log,
                task -> {
                    throw new RejectedExecutionException();
                },
                10,
                10,
                (org, committed) -> {},
                metrics);

        // Then
        assertThatThrownBy(submit(group, 1)::join).hasCauseInstanceOf(Overloaded.class);
        assertThatThrownBy(submit(group, 1)::join).hasCauseInstanceOf(Overloaded.class);
    }

    @Test
    void broadcastComesBeforeTheAnswer() {
        // Given
        List<String> order = new ArrayList<>();
        GroupCommit group =
                new GroupCommit(log, workers::add, 10, 10, (org, committed) -> order.add("broadcast"), metrics);
        submit(group, 1).thenRun(() -> order.add("answer"));

        // When
        workers.remove().run();

        // Then
        assertThat(order).containsExactly("broadcast", "answer");
    }

    private static CompletableFuture<Outcome> submit(GroupCommit group, int drafts) {
        Draft draft = new Draft(new Recipient.OneUser("26"), "test", "title", "message", null);
        List<Draft> all = IntStream.range(0, drafts).mapToObj(i -> draft).toList();
        return group.submit("21", new Submission(all, null)).toCompletableFuture();
    }

    private static long firstId(CompletableFuture<Outcome> answer) {
        List<Notification> stored = ((Outcome.Stored) answer.join()).notifications();
        return stored.get(0).id();
    }
}
