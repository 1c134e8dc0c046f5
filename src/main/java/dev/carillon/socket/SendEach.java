package dev.carillon.socket;

/** One system call for each socket: {@code send(2)}. Works on every kernel. */
final class SendEach implements BatchWriter {

    private final SendMemory memory = SendMemory.ofThread();
    private final SharedBytes bytes;

    SendEach(SharedBytes bytes) {
        this.bytes = bytes;
    }

    @Override
    public void add(SocketWriter socket) {
        socket.send(bytes, memory);
    }

    @Override
    public void submit() {
        // Everything is sent already.
    }
}
