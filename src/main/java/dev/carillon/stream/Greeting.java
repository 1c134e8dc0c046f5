package dev.carillon.stream;

/**
 * What a client is told first, beside where it stands.
 *
 * @param size how many of the newest notifications it asked for; 0 for no snapshot
 * @param types those it asked for, as in the request; null for all
 * @param snapshot the message that follows {@code connected}; null until it is read
 * @param isPosition the position comes from the snapshot and not from the client: nothing is resumed
 */
record Greeting(int size, String types, byte[] snapshot, boolean isPosition) {

    static final Greeting NONE = new Greeting(0, null, null, false);

    static Greeting wanted(int size, String types) {
        return size > 0 ? new Greeting(size, types, null, false) : NONE;
    }

    boolean isWanted() {
        return size > 0;
    }

    Greeting with(byte[] read, boolean position) {
        return new Greeting(size, types, read, position);
    }
}
