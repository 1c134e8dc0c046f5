package dev.carillon.outgoing;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Addresses that begin with the same bits. */
record Network(byte[] address, int bits) {

    /** Digits and colons only, so that nothing is looked up. */
    private static final Pattern NUMERIC = Pattern.compile("[0-9a-fA-F:.]+");

    /**
     * Reads {@code 10.0.0.0/8} or {@code fc00::/7}.
     *
     * @throws ConfigurationException for anything else
     */
    static Network parse(String text) {
        String[] parts = text.strip().split("/", -1);
        if (parts.length != 2
                || !NUMERIC.matcher(parts[0]).matches()
                || !parts[0].matches(".*[.:].*")
                || !parts[1].matches("[0-9]{1,3}")) {
            throw new ConfigurationException("Not a network, as 10.0.0.0/8 or fc00::/7 is: " + text);
        }
        try {
            byte[] address = InetAddress.getByName(parts[0]).getAddress();
            int bits = Integer.parseInt(parts[1]);
            if (bits > address.length * Byte.SIZE) {
                throw new ConfigurationException("A network with more bits than its addresses have: " + text);
            }
            return new Network(address, bits);
        } catch (UnknownHostException e) {
            throw new ConfigurationException("Not a network, as 10.0.0.0/8 or fc00::/7 is: " + text, e);
        }
    }

    boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
