package dev.carillon.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IoSubmitSupportTest {

    private final List<Runnable> tasks = new ArrayList<>();

    @Test
    void kernelIsNotAskedForFewClients() {
        // Given
        IoSubmitSupport ioSubmit = new IoSubmitSupport(4, tasks::add);

        // When
        IoSubmitWriter writer = ioSubmit.ofThread(3);

        // Then
        assertThat(writer).isNull();
        assertThat(tasks).isEmpty();
    }

    @Test
    void zeroDisablesIoSubmit() {
        // Given
        IoSubmitSupport ioSubmit = new IoSubmitSupport(0, tasks::add);

        // When
        IoSubmitWriter writer = ioSubmit.ofThread(10_000);

        // Then
        assertThat(writer).isNull();
        assertThat(tasks).isEmpty();
    }

    @Test
    void kernelIsAskedOnceAndBesideTheEventLoop() {
        // Given
        IoSubmitSupport ioSubmit = new IoSubmitSupport(4, tasks::add);

        // When
        ioSubmit.ofThread(4);
        ioSubmit.ofThread(4);

        // Then
        assertThat(tasks).hasSize(1);
        assertThat(ioSubmit.count()).isZero();
    }

    @Test
    void eventLoopWhoseKernelHasFailedGoesOnWithout() {
        // Given
        assumeTrue(IoSubmitBatchTest.isAllowed(), "the kernel has no io_submit");
        IoSubmitSupport ioSubmit = new IoSubmitSupport(4, Runnable::run);
        ioSubmit.ofThread(4);
        IoSubmitWriter writer = ioSubmit.ofThread(4);
        assertThat(ioSubmit.count()).isEqualTo(1);

        // When
        for (int client = 0; client < 4; client++) {
            writer.batch().add(IoSubmitBatchTest.NO_SOCKET, client);
        }
        writer.batch().submit((slot, taken) -> {});

        // Then
        assertThat(ioSubmit.ofThread(4)).isNull();
        assertThat(ioSubmit.count()).isZero();
        assertThat(ioSubmit.ofThread(4)).isNull();
    }
}
