package dev.carillon.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Cuts the bytes of a Redis into whole replies and pushes (RESP2 and RESP3), without understanding them. */
public final class RespReader {
    private final InputStream in;

    public RespReader(InputStream in) {
        this.in = in;
    }

    /** The bytes of the next top-level value; null at the end. */
    public byte[] next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        copy(first, value);
        return value.toByteArray();
    }

    private void copy(int type, ByteArrayOutputStream to) throws IOException {
        to.write(type);
        String line = copyLine(to);
        switch (type) {
            case '$', '=', '!' -> copyBulk(Integer.parseInt(line), to);
            case '*', '>', '~' -> copyValues(Integer.parseInt(line), to);
            case '%' -> copyValues(2 * Integer.parseInt(line), to);
            case '|' -> copyValues(2 * Integer.parseInt(line) + 1, to);
            default -> {
                // One line was all.
            }
        }
    }

    private void copyValues(int count, ByteArrayOutputStream to) throws IOException {
        for (int i = 0; i < count; i++) {
            copy(read(), to);
        }
    }

    private void copyBulk(int length, ByteArrayOutputStream to) throws IOException {
        if (length >= 0) {
            byte[] bytes = in.readNBytes(length + 2);
            if (bytes.length < length + 2) {
                throw new EOFException("the end came within a value");
            }
            to.writeBytes(bytes);
        }
    }

    private String copyLine(ByteArrayOutputStream to) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = read(); b != '\n'; b = read()) {
            to.write(b);
            line.append((char) b);
        }
        to.write('\n');
        return line.substring(0, line.length() - 1);
    }

    private int read() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the end came within a value");
        }
        return b;
    }
}
