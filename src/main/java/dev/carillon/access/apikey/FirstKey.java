package dev.carillon.access.apikey;

import dev.carillon.problem.Overloaded;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;

/** Creates the key that an organization's other keys are created with; {@code java -jar quarkus-run.jar create-api-key}. */
public class FirstKey implements QuarkusApplication {

    public static final String COMMAND = "create-api-key";

    private static final int USAGE = 2;

    private final ApiKeyAdmin keys;

    @Inject
    FirstKey(ApiKeyAdmin keys) {
        this.keys = keys;
    }

    /** Prints the key, which is all that ever shows it, and nothing else to standard output. */
    @Override
    public int run(String... arguments) {
        if (arguments.length != 3 || arguments[2].isBlank()) {
            System.err.println("Usage: java -jar quarkus-run.jar " + COMMAND + " <organization> <name>");
            return USAGE;
        }
        try {
            return keys.createFirst(arguments[1], arguments[2])
                    .map(key -> {
                        System.out.println(key);
                        return 0;
                    })
                    .orElseGet(() -> failed("The organization has as many API keys as it may have"));
        } catch (Overloaded noSecret) {
            return failed(noSecret.getMessage());
        }
    }

    private static int failed(String reason) {
        System.err.println(reason);
        return 1;
    }
}
