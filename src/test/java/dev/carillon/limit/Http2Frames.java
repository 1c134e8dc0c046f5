package dev.carillon.limit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** HTTP/2 by hand (RFC 9113), because its clients refuse to send what is tried here. */
final class Http2Frames {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int HEAD_BYTES = 9;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** One frame of an answer. */
    record Frame(int type, int flags, int stream, byte[] payload) {
        boolean refuses() {
            return type == RST_STREAM || type == GOAWAY;
        }

        boolean ends() {
            return refuses() || type <= HEADERS && (flags & END_STREAM) != 0;
        }
    }

    Http2Frames() {
        write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** Names and values in turn, as literals without indexing or Huffman code (RFC 7541, 6.2.2). */
    Http2Frames headers(int stream, boolean end, String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            literal(block, fields[i]);
            literal(block, fields[i + 1]);
        }
        frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block.toByteArray());
        return this;
    }

    Http2Frames body(int stream, String text) {
        frame(DATA, END_STREAM, stream, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** What the server answers until it has ended a stream or refused it. */
    List<Frame> answer() {
        return parse(
                Wire.answer(bytes.toByteArray(), soFar -> parse(soFar).stream().anyMatch(Frame::ends)));
    }

    private static List<Frame> parse(byte[] answer) {
        List<Frame> frames = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(answer);
        while (in.remaining() >= HEAD_BYTES) {
            int length = (in.get() & 0xff) << 16 | in.getShort() & 0xffff;
            int type = in.get();
            int flags = in.get();
            int stream = in.getInt();
            byte[] payload = new byte[Math.min(length, in.remaining())];
            in.get(payload);
            frames.add(new Frame(type, flags, stream, payload));
        }
        return frames;
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        // A length below 127 is its own code; a longer one continues in groups of seven bits.
        if (octets.length < 127) {
            block.write(octets.length);
        } else {
            block.write(127);
            int rest = octets.length - 127;
            for (; rest >= 128; rest >>>= 7) {
                block.write(rest & 127 | 128);
            }
            block.write(rest);
        }
        block.writeBytes(octets);
    }

    private void frame(int type, int flags, int stream, byte[] payload) {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        head.put((byte) (payload.length >>> 16)).putShort((short) payload.length);
        head.put((byte) type).put((byte) flags).putInt(stream);
        write(head.array());
        write(payload);
    }

    private void write(byte[] more) {
        bytes.writeBytes(more);
    }
}
