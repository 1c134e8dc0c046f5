package dev.carillon.socket;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One system call for many sockets, by an {@link IoSubmitBatch}. Owned by one event loop. The constructor throws an
 * {@link UnsupportedOperationException} if the kernel lacks io_submit or forbids it to this process.
 */
final class IoSubmitWriter implements BatchWriter {

    private final IoSubmitBatch batch = new IoSubmitBatch();
    private final @Nullable SocketWriter[] waiting = new @Nullable SocketWriter[IoSubmitBatch.BATCH];
    private final IoSubmitBatch.OnPartialWrite rest = this::onPartialWrite;
    private int size;

    @SuppressWarnings("NullAway.Init") // From hold, before anything is added.
    private SharedBytes bytes;

    IoSubmitBatch batch() {
        return batch;
    }

    /** True after a failure of the kernel; such a writer is replaced. */
    boolean isBroken() {
        return batch.isBroken();
    }

    /** Sets the bytes to send. False if they are too large, or if a pass with other bytes is going on. */
    boolean hold(SharedBytes newBytes) {
        if (!batch.hold(newBytes)) {
            return false;
        }
        bytes = newBytes;
        return true;
    }

    @Override
    public void add(SocketWriter socket) {
        int descriptor = socket.descriptor();
        if (descriptor < 0 || batch.isBroken()) {
            socket.onSent(bytes, SocketWriter.NOTHING);
            return;
        }
        waiting[size] = socket;
        batch.add(descriptor, size++);
        if (batch.isFull()) {
            submit();
        }
    }

    @Override
    public void submit() {
        int submitted = size;
        size = 0;
        try {
            batch.submit(rest);
        } finally {
            // A closed connection is not kept until the next pass.
            Arrays.fill(waiting, 0, submitted, null);
        }
    }

    private void onPartialWrite(int index, int taken) {
        Objects.requireNonNull(waiting[index]).onSent(bytes, taken);
    }
}
