package dev.carillon.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a {@link PostgresServer} is set up.
 *
 * @param dataDirectory where the data is kept; empty: in a temporary directory that is deleted at the end
 * @param port zero for any free port
 * @param durable whether a commit survives a power cut; without it, it survives only the death of every process
 * @param parameters further server parameters, which win over the ones set here
 */
public record PostgresSettings(
        Optional<Path> dataDirectory, int port, boolean durable, Map<String, String> parameters) {

    public static PostgresSettings temporary() {
        return new PostgresSettings(Optional.empty(), 0, false, Map.of());
    }

    public static PostgresSettings keptIn(Path dataDirectory) {
        return new PostgresSettings(Optional.of(dataDirectory), 0, true, Map.of());
    }

    PostgresSettings onPort(int newPort) {
        return new PostgresSettings(dataDirectory, newPort, durable, parameters);
    }

    public PostgresSettings durably() {
        return new PostgresSettings(dataDirectory, port, true, parameters);
    }

    public PostgresSettings with(String parameter, String value) {
        Map<String, String> more = new TreeMap<>(parameters);
        more.put(parameter, value);
        return new PostgresSettings(dataDirectory, port, durable, Map.copyOf(more));
    }

    /** All server parameters. {@code synchronous_commit} keeps its default, on: commits are what tests are about. */
    Map<String, String> serverParameters(int actualPort) {
        Map<String, String> all = new TreeMap<>();
        all.put("port", Integer.toString(actualPort));
        all.put("listen_addresses", Ports.LOOPBACK);
        // A socket file in /tmp could belong to another user and is left behind by a crash.
        all.put("unix_socket_directories", "");
        all.put("max_connections", "300");
        all.put("shared_buffers", "64MB");
        all.put("fsync", durable ? "on" : "off");
        all.put("full_page_writes", durable ? "on" : "off");
        all.putAll(parameters);
        return all;
    }
}
