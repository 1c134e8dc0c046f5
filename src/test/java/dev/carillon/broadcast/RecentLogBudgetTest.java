package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notification.Draft;
import dev.carillon.notification.InMemoryNotificationLog;
import dev.carillon.notification.Recipient;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many organizations on one pod, none of which keeps much by itself. */
class RecentLogBudgetTest {

    private static final int ORGANIZATIONS = 200;
    private static final int EACH = 16;
    private static final long BOUND = 4096;
    private static final long FRAME = 1024;

    private final SimWorld world = new SimWorld(1);
    private final InMemoryNotificationLog log = new InMemoryNotificationLog(world.clock());
    private final SimPod pod = new SimPod(world, new SimBus(world), log);
    private final List<SimBrowser> browsers = IntStream.range(0, ORGANIZATIONS)
            .mapToObj(i -> new SimBrowser(world, "user", "organization-" + i, () -> pod))
            .toList();
    private long most;

    @Test
    void recentLogsOfAllOrganizationsTogetherStayWithinTheirBoundAndEverybodyGetsEverything() {
        // Given
        browsers.forEach(SimBrowser::open);
        runFor(Duration.ofSeconds(2));

        // When
        for (int n = 0; n < EACH; n++) {
            for (int i = 0; i < ORGANIZATIONS; i++) {
                pod.create("organization-" + i, List.of(draft()));
                runFor(Duration.ofMillis(5));
            }
        }
        runFor(Duration.ofSeconds(10));

        // Then
        assertThat(most).isBetween(BOUND / 2, BOUND + FRAME);
        assertThat(browsers).allSatisfy(browser -> {
            assertThat(browser.violations()).isEmpty();
            assertThat(IntStream.rangeClosed(1, EACH)).allMatch(id -> browser.hasShown(id));
        });
    }

    private void runFor(Duration duration) {
        world.runUntil(
                world.now() + duration.toNanos(),
                () -> most = Math.max(most, (long)
                        pod.registry().get("carillon.recent.logs.bytes").gauge().value()));
    }

    private static Draft draft() {
        return new Draft(new Recipient.WholeOrganization(), "test", "title", "message", null);
    }
}
