package dev.carillon;

import dev.carillon.access.apikey.FirstKey;
import dev.carillon.operations.Preflight;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Starts a pod, or says in one line why it cannot; or runs the one command that there is:
 * {@code create-api-key <organization> <name>}.
 */
@QuarkusMain
public class Carillon {

    private static final int CANNOT_START = 1;

    private Carillon() {}

    public static void main(String... arguments) {
        String reason = Preflight.fault(ConfigProvider.getConfig());
        if (reason != null) {
            System.err.println("Carillon cannot start: " + reason);
            System.exit(CANNOT_START);
        }
        if (arguments.length > 0 && arguments[0].equals(FirstKey.COMMAND)) {
            // Beside a pod, in its container: its ports are taken, and its output is the key.
            System.setProperty("quarkus.http.host-enabled", "false");
            System.setProperty("quarkus.management.port", "0");
            System.setProperty("quarkus.log.console.stderr", "true");
            System.setProperty("quarkus.banner.enabled", "false");
            Quarkus.run(FirstKey.class, arguments);
        } else {
            Quarkus.run(arguments);
        }
    }
}
