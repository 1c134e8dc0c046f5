package dev.carillon.operations;

import dev.carillon.access.apikey.FirstKey;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Starts the pod, or says in one line why it cannot; or runs the one command that there is: {@code create-api-key
 * <organization> <name>}.
 */
@QuarkusMain
public final class CarillonMain {

    private static final int CANNOT_START = 1;

    private CarillonMain() {}

    public static void main(String[] arguments) {
        boolean command = arguments.length > 0 && arguments[0].equals(FirstKey.COMMAND);
        if (command) {
            keepOutOfTheWay();
        }
        String reason = Preflight.fault(ConfigProvider.getConfig());
        if (reason != null) {
            System.err.println("Carillon cannot start: " + reason);
            System.exit(CANNOT_START);
        }
        if (command) {
            Quarkus.run(FirstKey.class, arguments);
        } else {
            Quarkus.run(arguments);
        }
    }

    /** Commands run beside a pod, in its container: its ports are taken, and standard output is for the answer. */
    private static void keepOutOfTheWay() {
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("quarkus.management.port", "0");
        System.setProperty("quarkus.log.console.stderr", "true");
        System.setProperty("quarkus.banner.enabled", "false");
    }
}
