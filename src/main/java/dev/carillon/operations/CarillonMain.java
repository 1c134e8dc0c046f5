package dev.carillon.operations;

import dev.carillon.access.apikey.CreateApiKeyCommand;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Starts the pod, or reports in one line why it cannot start. With {@code create-api-key <organization> <name>} it runs that
 * command instead.
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
