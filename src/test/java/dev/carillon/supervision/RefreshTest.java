package dev.carillon.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.LogLines;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A copy that a timer, messages and writers refresh. */
class RefreshTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @AfterEach
    void end() {
        go.countDown();
        threads.shutdownNow();
    }

    private Refresh refresh(Refresh.Source source) {
        return new Refresh(
                new Refresh.Subject("Copies", "nobody minds", Supervised.PREFERENCE_REFRESH, Duration.ofSeconds(5)),
                source,
                threads);
    }

    private Optional<String> slowLoad() {
        most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            go.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        atOnce.decrementAndGet();
        loads.incrementAndGet();
        return Optional.empty();
    }

    /** Two loads at once could put an older state over a newer one. */
    @Test
    void writerWaitsForTheLoadThatTheTimerHasBegunAndLoadsAgain() {
        // Given
        Refresh refresh = refresh(this::slowLoad);
        refresh.soon();
        await().until(() -> atOnce.get() == 1);

        // When
        CountDownLatch begun = new CountDownLatch(1);
        Thread writer = new Thread(() -> {
            begun.countDown();
            refresh.now();
        });
        writer.start();
        await().until(() -> begun.getCount() == 0
                && (writer.getState() == Thread.State.WAITING || writer.getState() == Thread.State.TIMED_WAITING));
        go.countDown();

        // Then
        await().until(() -> loads.get() == 2);
        assertThat(most.get()).isEqualTo(1);
    }

    @Test
    void callsDuringALoadShareTheNextOne() {
        // Given
        Refresh refresh = refresh(this::slowLoad);
        refresh.soon();
        await().until(() -> atOnce.get() == 1);

        // When
        for (int i = 0; i < 10; i++) {
            refresh.soon();
        }
        go.countDown();

        // Then
        await().until(() -> loads.get() == 2 && atOnce.get() == 0);
        refresh.now();
        assertThat(loads.get()).isEqualTo(3);
    }

    @Test
    void loadThatFailsOrThrowsLeavesTheAgeAndIsTriedAgain() {
        // Given
        AtomicInteger tries = new AtomicInteger();
        Refresh refresh = refresh(() -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("on purpose");
            }
            return tries.get() == 2 ? Optional.of("away") : Optional.empty();
        });
        refresh.soon();
        await().until(() -> tries.get() == 1);

        // When
        refresh.now();
        double before = refresh.ageSeconds();
        refresh.now();

        // Then
        assertThat(tries.get()).isEqualTo(3);
        assertThat(before).isPositive();
        await().untilAsserted(() -> {
            refresh.soon();
            assertThat(tries.get()).isGreaterThan(3);
        });
    }

    @Test
    void copyThatIsTooOldIsSaidOnceAndSoIsItsReturn() {
        // Given
        AtomicBoolean away = new AtomicBoolean(true);
        Refresh refresh = new Refresh(
                new Refresh.Subject("Copies", "nobody minds", Supervised.PREFERENCE_REFRESH, Duration.ZERO),
                () -> away.get() ? Optional.of("away") : Optional.empty(),
                threads);

        // When
        try (LogLines log = new LogLines()) {
            refresh.now();
            refresh.now();
            away.set(false);
            refresh.now();
            refresh.now();

            // Then
            assertThat(log.of(Refresh.class))
                    .satisfiesExactly(
                            stale -> assertThat(stale).contains("are stale"),
                            back -> assertThat(back).contains("up to date again"));
        }
    }
}
