package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notification.Draft;
import dev.carillon.notification.InMemoryNotificationLog;
import dev.carillon.notification.Recipient;
import dev.carillon.testkit.SharedServices;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients that come back for what retention has taken, one after the other, to pages that the first one had loaded. */
class ExpiredResumeTest {

    private static final Draft DRAFT = new Draft(new Recipient.WholeOrganization(), "test", "title", "message", null);

    private final SimWorld world = new SimWorld(1);
    private final InMemoryNotificationLog log = new InMemoryNotificationLog(world.clock());
    private final SimPod pod = new SimPod(
            world,
            new SimBus(world),
            log,
            SharedServices.config(BroadcastConfig.class, Map.of("carillon.broadcast.recent-log-events", "16")));
    private final List<SimBrowser> browsers = IntStream.range(0, 6)
            .mapToObj(i -> new SimBrowser(world, "user" + i, "21", () -> pod))
            .toList();

    @Test
    void everyClientIsResetWhenSomethingIsMissing() {
        // Given
        browsers.forEach(SimBrowser::open);
        pod.create("21", List.of(DRAFT));
        runFor(Duration.ofSeconds(5));

        // When
        browsers.forEach(SimBrowser::breakConnection);
        pod.create("21", Collections.nCopies(60, DRAFT));
        log.prune("21", 20);
        runFor(Duration.ofSeconds(5));

        // Then
        assertThat(browsers).allSatisfy(browser -> {
            assertThat(browser.resets()).isEqualTo(1);
            assertThat(browser.violations()).isEmpty();
        });
    }

    private void runFor(Duration duration) {
        world.runUntil(world.now() + duration.toNanos(), () -> {});
    }
}
