package dev.carillon.testkit;

import java.io.IOException;

/** Takes the chunked transfer coding off a body. */
final class ChunkedBody implements ByteSink {
    private enum State {
        SIZE,
        DATA,
        DATA_END,
        TRAILER,
        COMPLETE
    }

    private final ByteSink decoded;
    private final StringBuilder line = new StringBuilder();
    private State state = State.SIZE;
    private int remaining;

    ChunkedBody(ByteSink decoded) {
        this.decoded = decoded;
    }

    boolean complete() {
        return state == State.COMPLETE;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end && state != State.COMPLETE) {
            if (state == State.DATA) {
                int take = Math.min(remaining, end - at);
                decoded.accept(bytes, at, take);
                at += take;
                remaining -= take;
                state = remaining == 0 ? State.DATA_END : State.DATA;
            } else {
                lineByte((char) (bytes[at++] & 0xff));
            }
        }
    }

    private void lineByte(char c) throws IOException {
        if (c != '\n') {
            line.append(c);
            if (line.length() > 8192) {
                throw new IOException("chunk line too long");
            }
            return;
        }
        if (line.length() == 0 || line.charAt(line.length() - 1) != '\r') {
            throw new IOException("bare LF in the chunk framing");
        }
        String text = line.substring(0, line.length() - 1);
        line.setLength(0);
        switch (state) {
            case SIZE -> size(text);
            case DATA_END -> {
                if (!text.isEmpty()) {
                    throw new IOException("chunk longer than its size");
                }
                state = State.SIZE;
            }
            default -> state = text.isEmpty() ? State.COMPLETE : State.TRAILER;
        }
    }

    private void size(String text) throws IOException {
        String digits = text.split(";", 2)[0].strip();
        if (!digits.matches("[0-9A-Fa-f]{1,7}")) {
            throw new IOException("not a chunk size: " + text);
        }
        remaining = Integer.parseInt(digits, 16);
        state = remaining == 0 ? State.TRAILER : State.DATA;
    }
}
