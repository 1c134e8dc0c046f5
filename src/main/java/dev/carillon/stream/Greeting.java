package dev.carillon.stream;

/**
 * What a client is told first, beside where it stands.
 *
 * @param snapshot the message that follows {@code connected}; null for none
 * @param beginsWithSnapshot the position comes from the snapshot and not from the client: nothing is resumed
 */
record Greeting(byte[] snapshot, boolean beginsWithSnapshot) {

    static final Greeting NONE = new Greeting(null, false);
}
