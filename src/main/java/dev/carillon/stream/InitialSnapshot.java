package dev.carillon.stream;

import org.jspecify.annotations.Nullable;

/**
 * The snapshot that a stream may begin with.
 *
 * @param size number of newest notifications the client asked for; 0 for no snapshot
 * @param types the types it asked for, as in the request; null for all
 * @param snapshot the message that follows {@code connected}; null until it is read
 * @param isPosition whether the cursor comes from the snapshot instead of the client: nothing is resumed
 */
record InitialSnapshot(int size, @Nullable String types, byte @Nullable [] snapshot, boolean isPosition) {

    static final InitialSnapshot NONE = new InitialSnapshot(0, null, null, false);

    static InitialSnapshot wanted(int size, @Nullable String types) {
        return size > 0 ? new InitialSnapshot(size, types, null, false) : NONE;
    }

    boolean isWanted() {
        return size > 0;
    }

    InitialSnapshot with(byte[] read, boolean position) {
        return new InitialSnapshot(size, types, read, position);
    }
}
