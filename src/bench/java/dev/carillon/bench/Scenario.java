package dev.carillon.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The load on each server.
 *
 * @param users number of users, over whom the clients are spread evenly
 * @param organizations number of organizations, over which the users are spread
 * @param bodyBytes size of a published body
 * @param load further arguments of the generator
 */
record Scenario(int clients, int users, int organizations, int bodyBytes, List<String> load) {

    static Scenario oneOrganization(int clients) {
        return new Scenario(clients, clients, 1, 300, List.of());
    }

    Scenario with(Object... arguments) {
        List<String> more = new ArrayList<>(load);
        for (Object argument : arguments) {
            more.add(argument.toString());
        }
        return new Scenario(clients, users, organizations, bodyBytes, List.copyOf(more));
    }

    Scenario ofBytes(int bytes) {
        return new Scenario(clients, users, organizations, bytes, load);
    }

    /** Connects, and publishes nothing for this number of seconds. */
    Scenario holding(int seconds) {
        return with("--idle", seconds, "--pub-count", 0, "--max-seconds", seconds + 300);
    }

    /** One publish at a time; the next when every client has it. A stream is open a moment before it is live. */
    Scenario publishing(int count) {
        return with("--idle", 2, "--closed", "delivered", "--pub-count", count, "--duration", 120);
    }
}
