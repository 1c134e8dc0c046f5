package dev.carillon.bus;

import java.nio.charset.StandardCharsets;

/** The Redis Cluster slot of a name, of 16384: CRC16 (XMODEM) of the text between its first braces. */
final class HashSlot {

    static final int SLOTS = 16384;

    private static final int POLYNOMIAL = 0x1021;

    private HashSlot() {}

    static int of(String name) {
        int open = name.indexOf('{');
        int close = name.indexOf('}', open + 1);
        boolean tagged = open >= 0 && close > open + 1;
        return crc16(tagged ? name.substring(open + 1, close) : name) % SLOTS;
    }

    private static int crc16(String text) {
        int crc = 0;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (b & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
            }
            crc &= 0xffff;
        }
        return crc;
    }
}
