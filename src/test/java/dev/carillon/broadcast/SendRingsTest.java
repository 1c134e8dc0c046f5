package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SendRingsTest {

    private final List<Runnable> tasks = new ArrayList<>();

    @Test
    void fewClientsAreNotEvenAReasonToAskTheKernel() {
        // Given
        SendRings rings = new SendRings(4, tasks::add);

        // When
        SendRing ring = rings.ofThread(3);

        // Then
        assertThat(ring).isNull();
        assertThat(tasks).isEmpty();
    }

    @Test
    void noneIsTakenWhereThatIsConfigured() {
        // Given
        SendRings rings = new SendRings(0, tasks::add);

        // When
        SendRing ring = rings.ofThread(10_000);

        // Then
        assertThat(ring).isNull();
        assertThat(tasks).isEmpty();
    }

    @Test
    void kernelIsAskedOnceAndBesideTheEventLoop() {
        // Given
        SendRings rings = new SendRings(4, tasks::add);

        // When
        rings.ofThread(4);
        rings.ofThread(4);

        // Then
        assertThat(tasks).hasSize(1);
        assertThat(rings.count()).isZero();
    }

    @Test
    void eventLoopWhoseRingHasFailedGoesOnWithout() throws InterruptedException {
        // Given
        assumeTrue(SendRingTest.isAllowed(), "the kernel gives no io_uring");
        SendRings rings = new SendRings(4, Runnable::run);
        rings.ofThread(4);
        SendRing ring = rings.ofThread(4);
        assertThat(rings.count()).isEqualTo(1);

        // When: a ring takes entries only from the thread that has made it
        ring.add(0, 0);
        Thread other = new Thread(() -> ring.submit((seat, taken) -> {}));
        other.start();
        other.join();

        // Then
        assertThat(rings.ofThread(4)).isNull();
        assertThat(rings.count()).isZero();
        assertThat(rings.ofThread(4)).isNull();
    }
}
