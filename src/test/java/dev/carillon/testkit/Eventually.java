package dev.carillon.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits for the effects of messages to other pods and threads. */
public final class Eventually {

    private Eventually() {}

    public static void within(int seconds, ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }
}
