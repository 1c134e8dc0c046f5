package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same where an event loop hands its frames to the kernel for all clients at once. */
class MembersThroughRingTest extends MembersTest {

    @Override
    SendRings rings() {
        SendRings rings = new SendRings(1, Runnable::run);
        // Finds out whether there can be any, on this thread.
        rings.ofThread(1);
        return rings;
    }

    @BeforeEach
    @Override
    void listen() throws InterruptedException {
        assumeTrue(SendRingTest.isAllowed(), "the kernel gives no io_uring");
        super.listen();
    }

    /** Otherwise all of this would be what {@link MembersTest} tests. */
    @AfterEach
    void requireThatARingWasUsed() {
        assertThat(rings.count()).isEqualTo(SendRingTest.isAllowed() ? 1 : 0);
    }
}
