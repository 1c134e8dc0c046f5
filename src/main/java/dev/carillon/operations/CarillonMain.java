package dev.carillon.operations;

import dev.carillon.access.apikey.CreateApiKeyCommand;
import dev.carillon.bus.BusConfig;
import dev.carillon.check.CheckCommand;
import dev.carillon.push.CreateVapidKeysCommand;
import dev.carillon.schema.MigrateCommand;
import dev.carillon.schema.SchemaConfig;
import dev.carillon.schema.SchemaWait;
import dev.carillon.secret.Redaction;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Starts the pod, or reports in one line why it cannot start. With a command as its first argument it runs that one instead:
 * {@code check}, {@code migrate} and {@code create-vapid-keys} without anything of a pod, {@code create-api-key} as a pod that opens no port.
 */
@QuarkusMain
public final class CarillonMain {

    private static final int USAGE = 2;
    private static final String MIGRATE_AT_START = "quarkus.flyway.migrate-at-start";

    /** Commands that need nothing of a pod, and so little memory. They answer on standard output. */
    private static final Map<String, Command> WITHOUT_POD = Map.of(
            CheckCommand.COMMAND,
                    (config, out, arguments) -> new CheckCommand(
                                    config, config.getConfigMapping(BusConfig.class), new SystemClock().clock(), out)
                            .run(arguments),
            MigrateCommand.COMMAND,
                    (config, out, arguments) ->
                            new MigrateCommand(config, config.getConfigMapping(SchemaConfig.class), out).run(arguments),
            CreateVapidKeysCommand.COMMAND, (config, out, arguments) -> new CreateVapidKeysCommand(out).run(arguments));

    private interface Command {
        /** Returns the exit status. */
        int run(SmallRyeConfig config, PrintStream out, String... arguments);
    }

    private CarillonMain() {}

    public static void main(String[] arguments) {
        String command = arguments.length == 0 ? "" : arguments[0];
        Command withoutPod = WITHOUT_POD.get(command);
        if (withoutPod != null) {
            logNothing();
            System.exit(run(command, withoutPod, Arrays.copyOfRange(arguments, 1, arguments.length)));
        } else if (command.equals(CreateApiKeyCommand.COMMAND)) {
            keepOutOfTheWay();
            Quarkus.run(CreateApiKeyCommand.class, CarillonMain::ended, arguments);
        } else if (!command.isEmpty() && !command.startsWith("-")) {
            System.err.println("Unknown command: " + command + ". There are " + CheckCommand.COMMAND + ", "
                    + MigrateCommand.COMMAND + ", " + CreateVapidKeysCommand.COMMAND + " and "
                    + CreateApiKeyCommand.COMMAND + "; without one a pod starts.");
            System.exit(USAGE);
        } else if (!migratesAtStart() && !schemaIsThere()) {
            logNothing();
            System.exit(1);
        } else {
            Quarkus.run(null, CarillonMain::ended, arguments);
        }
    }

    private static int run(String name, Command command, String... arguments) {
        SmallRyeConfig config = config();
        PrintStream out = new RedactedOutput(System.out, Redaction.of(config));
        try {
            return command.run(config, out, arguments);
        } catch (IllegalArgumentException noAddress) {
            // Drivers say so of an address that they cannot read.
            out.println("Cannot " + name + ": " + noAddress.getMessage());
            return 1;
        }
    }

    /** Without Quarkus nothing configures the log, and at the end every line down to DEBUG would be written. */
    private static void logNothing() {
        Logger root = Logger.getLogger("");
        root.setLevel(Level.OFF);
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
    }

    /** Apart from the configuration of the pod, which Quarkus makes when it starts. */
    private static SmallRyeConfig config() {
        return ConfigUtils.configBuilder()
                .withMapping(BusConfig.class)
                .withMapping(SchemaConfig.class)
                .build();
    }

    /** Asks the process alone: a start that migrates, which most are, need not read the configuration twice. */
    private static boolean migratesAtStart() {
        return Optional.ofNullable(System.getProperty(MIGRATE_AT_START))
                .or(() -> Optional.ofNullable(System.getenv("QUARKUS_FLYWAY_MIGRATE_AT_START")))
                .map(value -> !value.strip().equalsIgnoreCase("false"))
                .orElse(true);
    }

    private static boolean schemaIsThere() {
        SmallRyeConfig config = config();
        return SchemaWait.await(
                config,
                config.getConfigMapping(SchemaConfig.class).podWait(),
                new RedactedOutput(System.err, Redaction.of(config)));
    }

    /** On the main thread. Quarkus leaves the report of a failed start to this handler. */
    private static void ended(int status, Throwable failure) {
        if (failure != null) {
            StartupFailureReport.tell(ConfigProvider.getConfig(), failure);
        }
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(status, failure);
    }

    /** Commands run beside a pod in its container, where the ports are taken. Standard output is for the answer. */
    private static void keepOutOfTheWay() {
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("quarkus.management.port", "0");
        System.setProperty("quarkus.log.console.stderr", "true");
        System.setProperty("quarkus.banner.enabled", "false");
    }
}
