package dev.carillon.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives every wait for a condition 30 s where the test names no time. A machine whose processors are taken by other
 * tests needs more than Awaitility's ten for a first request to a cold pod. JUnit finds it by its service file.
 */
public final class Patience implements BeforeAllCallback {
    private static final Duration UNLESS_NAMED = Duration.ofSeconds(30);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(UNLESS_NAMED);
    }
}
