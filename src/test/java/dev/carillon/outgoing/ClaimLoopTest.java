package dev.carillon.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.outgoing.ClaimLoop.Begun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop over a queue in memory. Couriers try it on PostgreSQL. */
class ClaimLoopTest {

    private static final Answer ACCEPTED = new Answer(204, null, null, Duration.ZERO);

    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private final Queue<String> settled = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<Answer>> unanswered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger sweeps = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean fails;
    private ClaimLoop<String> loop = loop(true);

    private ClaimLoop<String> loop(boolean isOn) {
        Duration poll = Duration.ofMillis(5);
        return new ClaimLoop<>(
                new InMemory(),
                new ClaimLoop.Settings(
                        "loop", "Words", isOn, poll, poll, new InFlight.Limits(2, 2, 1, Duration.ofSeconds(1))));
    }

    @AfterEach
    void stop() throws InterruptedException {
        unanswered.forEach(answer -> answer.complete(ACCEPTED));
        loop.stop();
    }

    @Test
    void claimIsSettledOnceItsAnswerIsThereAndNoMoreAreInFlightThanMayBe() {
        // Given
        waiting.addAll(List.of("a", "b", "c"));
        loop.start();
        await().until(() -> unanswered.size() == 2 && inFlight.get() == 2);

        // When
        unanswered.remove().complete(ACCEPTED);

        // Then
        await().until(() -> settled.contains("a delivered") && unanswered.size() == 2);
        assertThat(waiting).isEmpty();
        assertThat(settled).hasSize(1);
    }

    @Test
    void claimThatIsNotSentIsSettledToo() {
        // Given
        waiting.add("muted");
        // When
        loop.start();
        // Then
        await().until(() -> settled.contains("muted muted"));
        assertThat(inFlight).hasValue(0);
    }

    @Test
    void claimThatEndsByItselfIsNeitherSettledNorInFlight() {
        // Given
        waiting.addAll(List.of("left", "muted"));
        // When
        loop.start();
        // Then
        await().until(() -> settled.contains("muted muted"));
        assertThat(settled).hasSize(1);
        assertThat(inFlight).hasValue(0);
    }

    @Test
    void loopGoesOnAfterAFailure() {
        // Given
        fails = true;
        loop.start();
        await().until(() -> failures.get() > 0);

        // When
        waiting.add("muted");
        fails = false;

        // Then
        await().until(() -> settled.contains("muted muted"));
    }

    @Test
    void requestInFlightIsSettledBeforeTheEnd() throws InterruptedException {
        // Given
        waiting.add("a");
        loop.start();
        await().until(() -> unanswered.size() == 1);
        int looked = looks.get();
        Thread stopper = new Thread(this::stopLoop);

        // When
        stopper.start();
        await().until(() -> looks.get() > looked || stopper.isAlive());
        unanswered.remove().complete(ACCEPTED);
        stopper.join();

        // Then
        assertThat(settled).containsExactly("a delivered");
    }

    private void stopLoop() {
        try {
            loop.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void loopThatIsOffOnlySweeps() {
        // Given
        loop = loop(false);
        waiting.add("a");
        // When
        loop.start();
        // Then
        await().until(() -> sweeps.get() == 1);
        assertThat(looks).hasValue(0);
        assertThat(waiting).containsExactly("a");
    }

    /** Claims are words; two of them say what becomes of them. */
    private final class InMemory implements ClaimLoop.Work<String> {

        @Override
        public boolean look() {
            looks.incrementAndGet();
            if (fails) {
                throw new IllegalStateException("as the test wants it");
            }
            return false;
        }

        @Override
        public Claims<String> claim(Map<String, Integer> busy, int most) {
            List<String> claims = waiting.stream().limit(most).toList();
            waiting.removeAll(claims);
            return new Claims<>(claims, Map.of());
        }

        @Override
        public String server(String claim) {
            return "server";
        }

        @Override
        public Begun begin(String claim) {
            return switch (claim) {
                case "muted" -> new Begun.Unsent(new Verdict.Muted());
                case "left" -> new Begun.Left();
                default -> {
                    CompletableFuture<Answer> answer = new CompletableFuture<>();
                    unanswered.add(answer);
                    yield new Begun.Sent(answer);
                }
            };
        }

        @Override
        public Verdict verdict(String claim, Answer answer) {
            return new Verdict.Delivered();
        }

        @Override
        public boolean isWell(Answer answer) {
            return answer.isSuccess();
        }

        @Override
        public void settle(List<Settled<String>> outcomes) {
            outcomes.forEach(
                    one -> settled.add(one.claim() + " " + one.verdict().label()));
        }

        @Override
        public void sweep() {
            sweeps.incrementAndGet();
        }

        @Override
        public void attempted(Settled<String> outcome) {}

        @Override
        public void inFlight(int requests) {
            inFlight.set(requests);
        }

        @Override
        public void failed() {
            failures.incrementAndGet();
        }
    }
}
