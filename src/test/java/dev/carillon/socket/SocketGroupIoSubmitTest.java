package dev.carillon.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same where an event loop hands the bytes to the kernel for all sockets at once. */
class SocketGroupIoSubmitTest extends SocketGroupTest {

    @Override
    IoSubmitSupport ioSubmit() {
        IoSubmitSupport ioSubmit = new IoSubmitSupport(1, Runnable::run);
        // Finds out whether there can be any, on this thread.
        ioSubmit.ofThread(1);
        return ioSubmit;
    }

    @BeforeEach
    @Override
    void listen() throws InterruptedException {
        assumeTrue(IoSubmitBatchTest.isAllowed(), "the kernel has no io_submit");
        super.listen();
    }

    /** Otherwise all of this would be what {@link SocketGroupTest} tests. */
    @AfterEach
    void requireThatTheyWereSentByIoSubmit() {
        assertThat(ioSubmit.count()).isEqualTo(IoSubmitBatchTest.isAllowed() ? 1 : 0);
    }
}
