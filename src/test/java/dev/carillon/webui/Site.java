package dev.carillon.webui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.Cookie;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.FrontDoor;
import dev.carillon.embedded.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An application's site in front of three pods: its page has what a page needs by the README, and nothing else.
 * Playwright is called by the test's own thread only.
 */
final class Site implements AutoCloseable {
    /** Long, because the machine may be busy, which is no failure. */
    static final double PATIENCE_MILLIS = 60_000;

    static final LocatorAssertions.HasTextOptions TEXT =
            new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS);

    private static final Pattern SNIPPET = Pattern.compile("## Use it\n.*?```html\n(.*?)```", Pattern.DOTALL);
    private static final String REMEMBER = """
            window.seen = [];
            addEventListener('carillon-notification', ({ detail }) => window.seen.push(detail.id));
            """;

    private final Browser browser;
    private final BreakableCluster cluster;
    private final FrontDoor door;
    private final Gateway gateway;

    Site(Browser browser, BreakableCluster cluster) throws Exception {
        this(browser, cluster, Map.of());
    }

    /** @param pages more pages of the application, by path */
    Site(Browser browser, BreakableCluster cluster, Map<String, String> pages) throws Exception {
        this.browser = browser;
        this.cluster = cluster;
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        this.door = FrontDoor.open(0, cluster.pods(), cluster.sessions());
        Map<String, String> all = new HashMap<>(pages);
        all.put("/page", snippet());
        this.gateway = new Gateway(door, all);
        await("the front door knows all pods")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(this::allReady);
    }

    private static String snippet() throws IOException {
        Matcher found = SNIPPET.matcher(Files.readString(Path.of("README.md")));
        if (!found.find()) {
            throw new AssertionError("README.md does not say what a page needs");
        }
        return found.group(1);
    }

    private boolean allReady() {
        String pods = Api.fetch(gateway.url() + "/local/pods").body();
        return pods.split("\"ready\":true", -1).length - 1 == cluster.pods().size();
    }

    Gateway gateway() {
        return gateway;
    }

    /** A browser of a user who is logged in. */
    BrowserContext browserOf(ExpressSession session) {
        return browserOf(session, new Browser.NewContextOptions());
    }

    BrowserContext browserOf(ExpressSession session, Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options.setLocale("en"));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        context.addInitScript(REMEMBER);
        signIn(context, session);
        return context;
    }

    void signIn(BrowserContext context, ExpressSession session) {
        context.addCookies(List.of(new Cookie("connect.sid", session.cookie())
                .setDomain("127.0.0.1")
                .setPath("/")));
    }

    /** The application's page, live. */
    Page open(BrowserContext context) {
        Page page = context.newPage();
        page.navigate(gateway.url() + "/page");
        awaitState(page, "live");
        return page;
    }

    static void awaitState(Page page, String state) {
        center(page).and(page.locator("[data-state='" + state + "']")).waitFor();
    }

    static Locator center(Page page) {
        return page.getByTestId("notification-center");
    }

    static void assertBadge(Page page, String count) {
        assertThat(page.getByTestId("badge")).hasText(count, TEXT);
    }

    /** The ids that were reported to the page as new, in order. The badge comes from a count, and so may be there before. */
    static void assertSeen(Page page, List<Integer> ids) {
        await("the ids that the page was told")
                .pollInSameThread()
                .untilAsserted(() -> assertEquals(ids, page.evaluate("window.seen")));
    }

    /** How many streams all pods hold together. */
    long openStreams() {
        return Math.round(cluster.pods().stream()
                .filter(Pod::isAlive)
                .mapToDouble(pod -> PodMetrics.of(pod).get("carillon_clients"))
                .sum());
    }

    void awaitOpenStreams(long count) {
        await("streams of all pods").atMost(Duration.ofSeconds(60)).until(() -> openStreams() == count);
    }

    @Override
    public void close() {
        gateway.close();
        door.close();
    }
}
