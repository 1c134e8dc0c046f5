package dev.carillon.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JointSendsTest {

    private final List<Runnable> tasks = new ArrayList<>();

    @Test
    void fewClientsAreNotEvenAReasonToAskTheKernel() {
        // Given
        JointSends jointSends = new JointSends(4, tasks::add);

        // When
        JointSend joint = jointSends.ofThread(3);

        // Then
        assertThat(joint).isNull();
        assertThat(tasks).isEmpty();
    }

    @Test
    void noneIsTakenWhereThatIsConfigured() {
        // Given
        JointSends jointSends = new JointSends(0, tasks::add);

        // When
        JointSend joint = jointSends.ofThread(10_000);

        // Then
        assertThat(joint).isNull();
        assertThat(tasks).isEmpty();
    }

    @Test
    void kernelIsAskedOnceAndBesideTheEventLoop() {
        // Given
        JointSends jointSends = new JointSends(4, tasks::add);

        // When
        jointSends.ofThread(4);
        jointSends.ofThread(4);

        // Then
        assertThat(tasks).hasSize(1);
        assertThat(jointSends.count()).isZero();
    }

    @Test
    void eventLoopWhoseKernelHasFailedGoesOnWithout() {
        // Given
        assumeTrue(JointSendTest.isAllowed(), "the kernel has no io_submit");
        JointSends jointSends = new JointSends(4, Runnable::run);
        jointSends.ofThread(4);
        JointSend joint = jointSends.ofThread(4);
        assertThat(jointSends.count()).isEqualTo(1);

        // When
        for (int client = 0; client < 4; client++) {
            joint.add(JointSendTest.NO_SOCKET, client);
        }
        joint.submit((seat, taken) -> {});

        // Then
        assertThat(jointSends.ofThread(4)).isNull();
        assertThat(jointSends.count()).isZero();
        assertThat(jointSends.ofThread(4)).isNull();
    }
}
