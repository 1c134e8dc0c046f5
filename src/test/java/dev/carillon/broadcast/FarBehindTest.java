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

/** Clients that come back after an organization was sent much. */
class FarBehindTest {

    private static final String ORGANIZATION = "21";
    private static final int PAGE = 64;

    private final SimWorld world = new SimWorld(1);
    private final InMemoryNotificationLog log = new InMemoryNotificationLog(world.clock());
    private final SimPod pod = new SimPod(
            world,
            new SimBus(world),
            log,
            SharedServices.config(
                    BroadcastConfig.class,
                    Map.of(
                            "carillon.broadcast.recent-log-events", "16",
                            "carillon.broadcast.page-size", Integer.toString(PAGE),
                            "carillon.broadcast.pages-before-user-index", "4")));

    @Test
    void clientReadsOnByItsUsersIndexAfterAFewPages() {
        // Given
        SimBrowser browser = open("ada", Duration.ofSeconds(2));
        browser.breakConnectionFor(Duration.ofSeconds(5));

        // When: 100 pages for others, and a little for the client in between.
        for (int i = 0; i < 100; i++) {
            create("others", PAGE);
            create("ada", 1);
        }
        runFor(Duration.ofSeconds(20));

        // Then
        assertThat(browser.shown()).hasSize(100);
        assertThat(browser.violations()).isEmpty();
        assertThat(browser.resets()).isZero();
        // The socket of a simulated browser is full after four.
        assertThat(count("log.user.page.loads")).isBetween(1.0, 26.0);
        // The first four, and the one that the head is on.
        assertThat(count("log.page.loads")).isLessThanOrEqualTo(6);
    }

    @Test
    void everyPageIsLoadedOnceHoweverManyPlacesClientsComeFrom() {
        // Given
        List<SimBrowser> browsers = IntStream.range(0, 12)
                .mapToObj(i -> open("user" + i, Duration.ofSeconds(1)))
                .toList();
        for (int i = 0; i < browsers.size(); i++) {
            // All of them come back together.
            browsers.get(i).breakConnectionFor(Duration.ofSeconds(30 - i));
            create("everybody", PAGE / 4);
            runFor(Duration.ofSeconds(1));
        }
        create("everybody", PAGE);
        double before = count("log.page.loads");

        // When
        runFor(Duration.ofSeconds(60));

        // Then: the log has four pages.
        assertThat(browsers).allSatisfy(browser -> {
            assertThat(browser.violations()).isEmpty();
            assertThat(browser.hasShown(12 * PAGE / 4 + PAGE)).isTrue();
        });
        assertThat(count("log.page.loads") - before).isBetween(1.0, 4.0);
    }

    private SimBrowser open(String user, Duration wait) {
        SimBrowser browser = new SimBrowser(world, user, ORGANIZATION, () -> pod);
        browser.open();
        runFor(wait);
        return browser;
    }

    private void create(String user, int count) {
        Recipient to = user.equals("everybody") ? new Recipient.WholeOrganization() : new Recipient.OneUser(user);
        pod.create(ORGANIZATION, Collections.nCopies(count, new Draft(to, "test", "title", "message", null)));
    }

    private double count(String name) {
        return pod.registry().get("carillon." + name).counter().count();
    }

    private void runFor(Duration duration) {
        world.runUntil(world.now() + duration.toNanos(), () -> {});
    }
}
