package dev.carillon.webui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.BoundingBox;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.testkit.Chromium;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SecondCluster;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's view in Chromium, on a page with the README's snippet and nothing else, from three pods. */
@SecondCluster
@ExtendWith({WithCluster.class, Chromium.class})
@Timeout(180)
class NotificationsInBrowserIT {
    private static final Set<String> SHOWN = Set.of("POST /api/notifications/ack", "POST /api/notifications/seen");

    private final BreakableCluster cluster;
    private final Site site;

    NotificationsInBrowserIT(BreakableCluster cluster, Browser browser) throws Exception {
        this.cluster = cluster;
        this.site = new Site(browser, cluster);
    }

    @AfterEach
    void close() {
        site.close();
    }

    /** The test that the single-node system had left to be done. */
    @Test
    void notificationAppearsWithoutReloadAndNothingIsPolled() {
        // Given
        ExpressSession session = cluster.sessions().create("26", "e2e-seed");
        BrowserContext context = site.browserOf(session);
        context.clock().install();
        Page page = site.open(context);
        page.evaluate("window.notReloaded = true");
        site.gateway().forgetAsked();

        // When
        create(session, "e2e-seed", 2, "Nouvelle session réservée");

        // Then
        assertThat(page.getByTestId("toast")).containsText("Nouvelle session réservée");
        Site.assertBadge(page, "1");
        assertEquals(true, page.evaluate("window.notReloaded"));
        Chromium.screenshot(page, "toast");
        // The page's clock, whose every timer runs: longer than both of the intervals that were polled at.
        page.clock().runFor(35_000);
        assertThat(page.getByTestId("notification-center")).hasAttribute("data-state", "live");
        assertEquals(List.of(), askedBesidesWhatWasShown());
    }

    @Test
    void badgeIsTheSameInAllTabsAndBrowsersAfterReadingInOne() {
        // Given
        ExpressSession session = cluster.sessions().create("26", "e2e-badge");
        BrowserContext first = site.browserOf(session);
        List<Page> pages = List.of(site.open(first), site.open(first), site.open(site.browserOf(session)));
        for (int i = 1; i <= 3; i++) {
            create(session, "e2e-badge", i, "No. " + i);
        }
        pages.forEach(page -> Site.assertBadge(page, "3"));

        // When
        Page reading = pages.get(0);
        reading.getByTestId("bell").click();
        Response saved = reading.waitForResponse(
                answer -> answer.request().method().equals("PATCH"),
                () -> reading.locator("article[data-id='2']")
                        .getByTestId("mark-read")
                        .click());
        assertEquals(200, saved.status(), saved::text);

        // Then
        pages.forEach(page -> Site.assertBadge(page, "2"));
        Chromium.screenshot(reading, "open");

        // When
        reading.getByTestId("mark-all-read").click();

        // Then
        pages.forEach(page -> assertThat(page.getByTestId("badge")).hasCount(0));
    }

    @Test
    void fiveTabsShareOneConnectionAlsoWhenTheOneThatHoldsItCloses() {
        // Given
        site.awaitOpenStreams(0);
        ExpressSession session = cluster.sessions().create("26", "e2e-tabs");
        BrowserContext context = site.browserOf(session);

        // When
        List<Page> tabs = Stream.generate(() -> site.open(context)).limit(5).toList();

        // Then
        assertEquals(1, site.openStreams());
        create(session, "e2e-tabs", 1, "For five tabs");
        tabs.forEach(tab -> Site.assertBadge(tab, "1"));

        // When
        tabs.get(0).close();

        // Then
        create(session, "e2e-tabs", 2, "For four tabs");
        tabs.subList(1, 5).forEach(tab -> Site.assertBadge(tab, "2"));
        site.awaitOpenStreams(1);
        tabs.subList(1, 5).forEach(tab -> Site.assertSeen(tab, List.of(1, 2)));
    }

    @ParameterizedTest
    @CsvSource({"phone, 360, 740, 2", "zoomed-to-200-percent, 640, 400, 2"})
    void everythingFitsAndCanBeReached(String name, int width, int height, int scale) {
        // Given
        ExpressSession session = cluster.sessions().create("26", "e2e-" + name);
        Browser.NewContextOptions small =
                new Browser.NewContextOptions().setViewportSize(width, height).setDeviceScaleFactor(scale);
        Page page = site.open(site.browserOf(session, small));
        create(session, "e2e-" + name, 1, "averylongwordwithoutanyspaceinit".repeat(6));
        Site.assertBadge(page, "1");

        // When
        page.getByTestId("bell").click();

        // Then
        page.getByTestId("feed").waitFor();
        BoundingBox panel = page.getByTestId("panel").boundingBox();
        assertTrue(panel.x >= 0 && panel.x + panel.width <= width, () -> "from " + panel.x + " for " + panel.width);
        assertTrue(panel.y >= 0 && panel.y + panel.height <= height, () -> "from " + panel.y + " for " + panel.height);
        assertEquals(true, page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
        Chromium.screenshot(page, name);
        page.getByTestId("mark-read").click();
        assertThat(page.getByTestId("badge")).hasCount(0);
    }

    /** A page tells that it has what was sent, and that its toast was seen. */
    private List<String> askedBesidesWhatWasShown() {
        return site.gateway().asked().stream()
                .filter(request -> !SHOWN.contains(request))
                .toList();
    }

    private void create(ExpressSession session, String organization, int pod, String title) {
        Login login = new Login(organization, "26", session.cookieHeader());
        String json = "{\"type\":\"session_created\",\"title\":\"" + title
                + "\",\"message\":\"Studio A\",\"actionUrl\":\"/sessions/123\"}";
        Api.created(cluster.pod(pod), login, json);
    }
}
