package dev.carillon.operations;

import dev.carillon.access.apikey.CreateApiKeyCommand;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Starts the pod, or says in one line why it cannot; or runs the one command that there is: {@code create-api-key
 * <organization> <name>}.
 */
@QuarkusMain
public final class CarillonMain {

    private CarillonMain() {}

    public static void main(String[] arguments) {
        boolean command = arguments.length > 0 && arguments[0].equals(CreateApiKeyCommand.COMMAND);
        if (command) {
            keepOutOfTheWay();
        }
        Quarkus.run(command ? CreateApiKeyCommand.class : null, CarillonMain::ended, arguments);
    }

    /** On the main thread. Quarkus tells of a failed start only where nobody else does. */
    private static void ended(int status, Throwable failure) {
        if (failure != null) {
            StartupFailureReport.tell(ConfigProvider.getConfig(), failure);
        }
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(status, failure);
    }

    /** Commands run beside a pod, in its container: its ports are taken, and standard output is for the answer. */
    private static void keepOutOfTheWay() {
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("quarkus.management.port", "0");
        System.setProperty("quarkus.log.console.stderr", "true");
        System.setProperty("quarkus.banner.enabled", "false");
    }
}
