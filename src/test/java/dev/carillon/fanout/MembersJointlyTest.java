package dev.carillon.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.socket.JointSendTest;
import dev.carillon.socket.JointSends;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same where an event loop hands its frames to the kernel for all clients at once. */
class MembersJointlyTest extends MembersTest {

    @Override
    JointSends jointSends() {
        JointSends jointSends = new JointSends(1, Runnable::run);
        // Finds out whether there can be any, on this thread.
        jointSends.ofThread(1);
        return jointSends;
    }

    @BeforeEach
    @Override
    void listen() throws InterruptedException {
        assumeTrue(JointSendTest.isAllowed(), "the kernel has no io_submit");
        super.listen();
    }

    /** Otherwise all of this would be what {@link MembersTest} tests. */
    @AfterEach
    void requireThatTheyWereSentToJointly() {
        assertThat(jointSends.count()).isEqualTo(JointSendTest.isAllowed() ? 1 : 0);
    }
}
