package dev.carillon.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of the command line.
 *
 * @param port port of the front address; the pods' ports follow it, and their management ports are 1000 higher
 * @param keep where the database is kept
 * @param stopAfter how long the cluster runs before it stops on its own
 * @param redis address of the developer's own Redis; without it the cluster starts one
 * @param sessionSecret of the developer's own Express application; without it the cluster makes one up
 */
record LocalClusterOptions(
        int pods,
        int port,
        Optional<Path> keep,
        Optional<Duration> stopAfter,
        Optional<String> redis,
        Optional<String> sessionSecret,
        boolean help) {
    static final String USAGE = """
            Usage: deploy/local-cluster [options]

            Starts PostgreSQL, Redis and several Carillon pods behind one address on this machine.

              --pods N       number of pods, 1 to 9 (default 3, or CARILLON_LOCAL_PODS)
              --single       one pod, the same as --pods 1
              --port P       the one address (default 8080, or CARILLON_LOCAL_PORT); pods listen on P+1, P+2, ...,
                             their management ports on P+1001, P+1002, ...
              --keep DIR     keep the database in DIR (default: a temporary directory, deleted at the end)
              --for SECONDS  stop after SECONDS seconds (default: run until Ctrl-C)
              --redis URL    use this Redis, and start none: that of an Express application of yours
              --help         show this

            CARILLON_SESSION_SECRETS has the secret of that application's sessions; it signs in here then, and so do
            the pages of this cluster. CARILLON_SESSION_USER_PATH, _ORGANIZATION_PATH, _COOKIE_NAME and
            _REDIS_PREFIX are its other settings. A secret of fewer than 32 bytes is accepted, here only.

            Ctrl-C or SIGTERM stops everything; the exit status is then 0. It is 1 if the cluster cannot start and 2
            for options that are not understood.""";

    private static final int MAX_PODS = 9;
    private static final int MANAGEMENT_OFFSET = 1000;
    private static final int MAX_PORT = 65_535 - MANAGEMENT_OFFSET - MAX_PODS;
    private static final int MAX_SECONDS = 1_000_000;

    /** An option that is not understood; the message says why in one line. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1;

        Invalid(String message) {
            super(message);
        }
    }

    static LocalClusterOptions parse(List<String> arguments, Map<String, String> environment) throws Invalid {
        String pods = environment.getOrDefault("CARILLON_LOCAL_PODS", "3");
        String port = environment.getOrDefault("CARILLON_LOCAL_PORT", "8080");
        Optional<Path> keep = Optional.empty();
        Optional<Duration> stopAfter = Optional.empty();
        Optional<String> redis = Optional.empty();
        boolean help = false;
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String option = splitAtEquals(rest);
            switch (option) {
                case "--pods" -> pods = value(option, rest);
                case "--single" -> pods = "1";
                case "--redis" -> redis = Optional.of(redisUrl(value(option, rest)));
                case "--port" -> port = value(option, rest);
                case "--keep" -> keep = Optional.of(Path.of(value(option, rest)).toAbsolutePath());
                case "--for" ->
                    stopAfter = Optional.of(Duration.ofSeconds(number(option, value(option, rest), 1, MAX_SECONDS)));
                case "--help", "-h" -> help = true;
                default -> throw new Invalid("Unknown option: " + option);
            }
        }
        return new LocalClusterOptions(
                number("--pods", pods, 1, MAX_PODS),
                number("--port", port, 1, MAX_PORT),
                keep,
                stopAfter,
                redis,
                Optional.ofNullable(environment.get("CARILLON_SESSION_SECRETS")).filter(secret -> !secret.isBlank()),
                help);
    }

    private static String redisUrl(String url) throws Invalid {
        if (!url.matches("rediss?://.+")) {
            throw new Invalid("--redis must be redis://HOST:PORT or rediss://HOST:PORT");
        }
        return url;
    }

    /** The secret that signs; those after it only verify. */
    Optional<String> signingSecret() {
        return sessionSecret.map(secrets -> secrets.split(",", 2)[0]);
    }

    /** Pod numbers begin with 1. */
    int podPort(int number) {
        return port + number;
    }

    int managementPort(int number) {
        return port + MANAGEMENT_OFFSET + number;
    }

    private static String splitAtEquals(Deque<String> rest) {
        String argument = rest.pop();
        int equals = argument.indexOf('=');
        if (!argument.startsWith("--") || equals < 0) {
            return argument;
        }
        rest.push(argument.substring(equals + 1));
        return argument.substring(0, equals);
    }

    private static String value(String option, Deque<String> rest) throws Invalid {
        if (rest.isEmpty()) {
            throw new Invalid(option + " needs a value");
        }
        return rest.pop();
    }

    private static int number(String option, String value, int min, int max) throws Invalid {
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Answered below, in the same words as a number that is out of range.
        }
        throw new Invalid(option + " must be a number from " + min + " to " + max + ", not " + value);
    }
}
