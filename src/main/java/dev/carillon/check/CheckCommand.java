package dev.carillon.check;

import dev.carillon.bus.BusConfig;
import java.io.PrintStream;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Tries what an installation needs, with the configuration of a pod; {@code java -jar quarkus-run.jar check [pods]}. It opens no
 * port, starts no pod and leaves nothing behind. See docs/operations.md, Check.
 */
public final class CheckCommand {

    public static final String COMMAND = "check";

    private static final int USAGE = 2;
    // As k8s/base has them.
    private static final int PODS = 3;
    private static final int MAX_PODS = 10_000;

    private final Config config;
    private final BusConfig bus;
    private final Clock clock;
    private final PrintStream out;
    private final Map<Finding.Level, Integer> counts = new EnumMap<>(Finding.Level.class);

    public CheckCommand(Config config, BusConfig bus, Clock clock, PrintStream out) {
        this.config = config;
        this.bus = bus;
        this.clock = clock;
        this.out = out;
    }

    /** Returns the exit status: 1 if anything fails, 0 if nothing does. */
    public int run(String... arguments) {
        int pods = pods(arguments);
        if (pods < 1) {
            out.println("Usage: java -jar quarkus-run.jar " + COMMAND + " [<pods>]\n"
                    + "  pods: how many there will be at most, " + PODS + " without");
            return USAGE;
        }
        parts(pods).forEach(part -> part.run(this::tell));
        out.println(count(Finding.Level.FAILURE) + " failures, " + count(Finding.Level.WARNING) + " warnings, "
                + count(Finding.Level.UNKNOWN) + " unknown, " + count(Finding.Level.OK) + " ok");
        return count(Finding.Level.FAILURE) > 0 ? 1 : 0;
    }

    private List<CheckPart> parts(int pods) {
        Stream<CheckPart> stores = Stream.of(
                new SettingsCheck(config, bus), new NameCheck(config), new PostgresCheck(config, pods, clock));
        Stream<CheckPart> redis = bus.type() == BusConfig.Type.LOCAL
                ? Stream.of(tell -> tell.accept(Finding.ok("redis", "not used: carillon.bus.type is local")))
                : RedisSettings.all(config).stream().map(one -> new RedisCheck(one, bus, sessionPrefix(), clock));
        return Stream.of(stores, redis, Stream.<CheckPart>of(new MachineCheck(config)))
                .flatMap(one -> one)
                .toList();
    }

    private String sessionPrefix() {
        return config.getOptionalValue("carillon.session.redis-prefix", String.class)
                .orElse("sess:");
    }

    private void tell(Finding finding) {
        counts.merge(finding.level(), 1, Integer::sum);
        out.println(finding.line());
    }

    private int count(Finding.Level level) {
        return counts.getOrDefault(level, 0);
    }

    /** 0 for arguments that make no sense. */
    private static int pods(String... arguments) {
        if (arguments.length == 0) {
            return PODS;
        }
        if (arguments.length > 1 || !arguments[0].matches("[1-9][0-9]{0,4}")) {
            return 0;
        }
        int pods = Integer.parseInt(arguments[0]);
        return pods <= MAX_PODS ? pods : 0;
    }
}
