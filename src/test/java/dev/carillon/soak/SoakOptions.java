package dev.carillon.soak;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command line of the soak. */
record SoakOptions(Duration time, long seed, int clients, double perSecond, Duration pause, boolean help) {
    static final String USAGE = """
            Usage: deploy/soak [--for 10m] [--seed N] [--clients 300] [--rate 40] [--pause 3s]

            Starts PostgreSQL, Redis and three pods, opens that many streams, creates that many notifications a
            second, and breaks pods, Redis, PostgreSQL and the network of clients, each every few seconds, so that
            faults overlap. Ends by itself with a verdict; the exit status is 0 if nothing was lost, shown twice,
            out of order or to somebody else, and 1 otherwise. Heaps, files and tables are measured, too.

              --for      how long: 90s, 10m, 2h (default 10m)
              --seed     repeats the order of faults of an earlier run (default: random; is printed)
              --clients  open streams (default 300)
              --rate     creates a second (default 40)
              --pause    of each part between two faults, on average (default 3s, about 30 faults a minute)
            """;

    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})([smh])");

    /** The command line cannot be understood; the message says why. */
    static final class Invalid extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message);
        }
    }

    static SoakOptions parse(List<String> arguments, long randomSeed) {
        SoakOptions options =
                new SoakOptions(Duration.ofMinutes(10), randomSeed, 300, 40, Duration.ofSeconds(3), false);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            if (name.equals("--help")) {
                return new SoakOptions(
                        options.time, options.seed, options.clients, options.perSecond, options.pause, true);
            }
            if (!List.of("--for", "--seed", "--clients", "--rate", "--pause").contains(name)) {
                throw new Invalid("Unknown option " + name);
            }
            if (!rest.hasNext()) {
                throw new Invalid(name + " needs a value");
            }
            options = options.with(name, rest.next());
        }
        return options;
    }

    private SoakOptions with(String name, String value) {
        try {
            return switch (name) {
                case "--for" -> new SoakOptions(time(value), seed, clients, perSecond, pause, help);
                case "--seed" -> new SoakOptions(time, Long.parseLong(value), clients, perSecond, pause, help);
                case "--clients" -> new SoakOptions(time, seed, positive(value), perSecond, pause, help);
                case "--rate" -> new SoakOptions(time, seed, clients, positive(value), pause, help);
                default -> new SoakOptions(time, seed, clients, perSecond, time(value), help);
            };
        } catch (NumberFormatException e) {
            throw new Invalid(name + " does not take " + value);
        }
    }

    private static int positive(String value) {
        int number = Integer.parseInt(value);
        if (number < 1) {
            throw new NumberFormatException();
        }
        return number;
    }

    private static Duration time(String value) {
        Matcher matcher = TIME.matcher(value);
        if (!matcher.matches()) {
            throw new NumberFormatException();
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
