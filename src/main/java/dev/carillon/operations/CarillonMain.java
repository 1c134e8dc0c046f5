package dev.carillon.operations;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.ConfigProvider;

/** Starts the pod, or says in one line why it cannot. */
@QuarkusMain
public final class CarillonMain {

    private static final int CANNOT_START = 1;

    private CarillonMain() {}

    public static void main(String[] arguments) {
        String reason = Preflight.fault(ConfigProvider.getConfig());
        if (reason != null) {
            System.err.println("Carillon cannot start: " + reason);
            System.exit(CANNOT_START);
        }
        Quarkus.run(arguments);
    }
}
