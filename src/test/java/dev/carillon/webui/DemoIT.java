package dev.carillon.webui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Chromium;
import dev.carillon.testkit.SecondCluster;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The demo page as {@code deploy/local-cluster} shows it: its front door, and three pods that really die. */
@SecondCluster
@ExtendWith({WithCluster.class, Chromium.class})
@Timeout(240)
class DemoIT {
    private static final LocatorAssertions.HasTextOptions TEXT = Site.TEXT;

    private final BreakableCluster cluster;
    private final Browser browser;
    private final Site site;

    DemoIT(BreakableCluster cluster, Browser browser) throws Exception {
        this.cluster = cluster;
        this.browser = browser;
        this.site = new Site(browser, cluster);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void connectionIsCutAndThePodKilledByAButton() {
        // Given
        Page page = open(1440, 960);
        FrameLocator panel = panel(page, 1);
        assertThat(panel.getByTestId("pod")).hasText(Pattern.compile("pod-\\d"), TEXT);

        // When
        panel.getByTestId("cut").click();
        ring(page, "After the cut");

        // Then
        assertThat(panel.getByTestId("log")).containsText("connection cut");
        assertThat(panel.getByTestId("notification").first()).containsText("After the cut");

        // When
        assertThat(panel.getByTestId("pod")).hasText(Pattern.compile("pod-\\d"), TEXT);
        String holder = panel.getByTestId("pod").textContent();
        panel.getByTestId("kill").click();
        ring(page, "After the kill");

        // Then
        assertThat(panel.getByTestId("notification").first()).containsText("After the kill");
        // Each once; the list also has notifications that other tests created for the same user.
        for (String title : List.of("After the cut", "After the kill")) {
            assertThat(panel.getByTestId("notification").filter(new Locator.FilterOptions().setHasText(title)))
                    .hasCount(1);
        }
        assertThat(panel.getByTestId("pod")).hasText(Pattern.compile("pod-\\d"), TEXT);
        assertEquals(
                1,
                cluster.pods().stream()
                        .filter(pod -> !pod.isAlive())
                        .map(Pod::name)
                        .filter(holder::equals)
                        .count());
        Chromium.screenshot(page, "demo");
    }

    @Test
    void demoFitsAPhone() {
        // Given
        Page page = open(360, 740);

        // When
        assertThat(panel(page, 3).getByTestId("pod")).hasText(Pattern.compile("pod-\\d"), TEXT);

        // Then
        assertEquals(true, page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
        Chromium.screenshot(page, "demo-phone");
    }

    private Page open(int width, int height) {
        Page page = browser.newContext(
                        new Browser.NewContextOptions().setLocale("en").setViewportSize(width, height))
                .newPage();
        page.setDefaultTimeout(Site.PATIENCE_MILLIS);
        page.navigate(site.gateway().url() + "/demo/");
        page.waitForURL("http://demo.localhost:*/demo/");
        return page;
    }

    private static FrameLocator panel(Page page, int number) {
        return page.frameLocator(".user[data-number='" + number + "'] iframe");
    }

    private static void ring(Page page, String title) {
        page.locator("[name=title]").fill(title);
        page.getByTestId("ring").click();
        assertThat(page.getByTestId("result")).containsText("Created");
    }
}
