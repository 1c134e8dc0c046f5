package dev.carillon.webui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.testkit.Chromium;
import dev.carillon.testkit.HoldingProxy;
import dev.carillon.testkit.HoldingProxy.Habit;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SecondCluster;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A page behind a proxy that lets no stream through shows everything, and asks only for what it is told. */
@SecondCluster
@ExtendWith({WithCluster.class, Chromium.class})
@Timeout(300)
// The longest of the second cluster, beside which little runs if it comes last.
@Order(1)
class MuteNetworkIT {

    private static final String POLL = "GET /api/notifications/poll";
    private static final int TOTAL = 12;
    private static final int VISITS = 3;
    private static final Duration CUT = Duration.ofSeconds(15);
    /** More than the pause between two polls. */
    private static final double SETTLED_MILLIS = 2_000;

    private static final double LONGEST_WAIT_MILLIS = 25_000;

    private final BreakableCluster cluster;
    private final Site site;

    MuteNetworkIT(BreakableCluster cluster, Browser browser) throws Exception {
        this.cluster = cluster;
        this.site = new Site(browser, cluster);
    }

    @AfterEach
    void close() {
        site.close();
    }

    /** Pods of these tests send a keep-alive every 2 s, and each shows the page that the one before was held back. */
    @ParameterizedTest
    @EnumSource
    void pageBehindAProxyShowsEachNotification(Habit habit) {
        try (HoldingProxy proxy = new HoldingProxy(gateway(), habit, CUT)) {
            // Given
            Visitor visitor = visitor(habit);
            Page page = openPolling(proxy, visitor);

            // When
            List<Long> millis = new ArrayList<>();
            for (int i = 2; i <= TOTAL; i++) {
                long created = System.nanoTime();
                create(i, visitor);
                Site.assertBadge(page, Integer.toString(i));
                millis.add(Duration.ofNanos(System.nanoTime() - created).toMillis());
            }

            // Then
            System.out.printf("%s: shown after %s ms%n", habit, millis);
            Site.assertSeen(page, IntStream.rangeClosed(1, TOTAL).boxed().toList());
            assertThat(Site.center(page)).hasAttribute("data-state", "live");
            assertEquals(Set.of(POLL), Set.copyOf(asked("GET ")));
            assertTrue(polls() <= 2 * TOTAL, () -> site.gateway().asked().toString());
        }
    }

    @Test
    void idlePageAsksOnceInTheLongestWait() {
        try (HoldingProxy proxy = new HoldingProxy(gateway(), Habit.BUFFERS_ALL, CUT)) {
            // Given
            Visitor visitor = visitor(Habit.BUFFERS_ALL);
            Page page = openPolling(proxy, visitor);
            page.waitForTimeout(SETTLED_MILLIS);
            Map<Request, Double> asked = new LinkedHashMap<>();
            page.onRequest(request -> asked.put(request, System.nanoTime() / 1e6));
            // The page says that its toast was seen, and a poll is answered with that.
            page.waitForResponse(answer -> answer.url().endsWith("/seen"), () -> create(2, visitor));
            Site.assertBadge(page, "2");
            page.waitForTimeout(SETTLED_MILLIS);
            Request waiting = asked.keySet().stream()
                    .filter(MuteNetworkIT::isPoll)
                    .reduce((earlier, later) -> later)
                    .orElseThrow();

            // When: two requests one after the other, the first of which finds nothing.
            Request next = page.waitForRequest(MuteNetworkIT::isPoll, () -> {});
            while (hasFound(waiting)) {
                // On a slow machine the page's own acts may be told that late.
                waiting = next;
                next = page.waitForRequest(MuteNetworkIT::isPoll, () -> {});
            }

            // Then
            double between = asked.get(next) - asked.get(waiting);
            assertTrue(between >= LONGEST_WAIT_MILLIS, () -> between + " ms");
            List<String> others = asked.keySet().stream()
                    .map(Request::url)
                    .filter(url -> url.contains("/api/") && !url.contains("/poll"))
                    .filter(url -> !url.contains("/ack") && !url.endsWith("/seen"))
                    .toList();
            assertEquals(List.of(), others);
        }
    }

    private static boolean hasFound(Request poll) {
        return !new JsonObject(poll.response().text()).getJsonArray("messages").isEmpty();
    }

    private static boolean isPoll(Request request) {
        return request.url().contains("/poll");
    }

    private InetSocketAddress gateway() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), site.gateway().port());
    }

    private record Visitor(ExpressSession session, Login login) {}

    private Visitor visitor(Habit habit) {
        String organization = "e2e-" + habit + "-" + System.nanoTime();
        ExpressSession session = cluster.sessions().create("26", organization);
        return new Visitor(session, new Login(organization, "26", session.cookieHeader()));
    }

    /** The README's page behind the proxy, once it polls and has shown a first notification. */
    private Page openPolling(HoldingProxy proxy, Visitor visitor) {
        Page page = site.browserOf(visitor.session()).newPage();
        for (int visit = 1; !polls(page, proxy); visit++) {
            // Now and then the small message behind the padding fills a block of the proxy, and the page trusts the
            // stream.
            assertTrue(visit < VISITS, "The page does not poll");
        }
        page.waitForResponse(answer -> answer.url().contains("/poll"), () -> create(1, visitor));
        Site.assertBadge(page, "1");
        site.gateway().forgetAsked();
        return page;
    }

    /** Whether the page comes to polls, and to no stream beside them. Where a clock cuts, it begins with two streams. */
    private boolean polls(Page page, HoldingProxy proxy) {
        page.navigate(proxy.url() + "/page");
        Site.awaitState(page, "live");
        try {
            await().atMost(CUT.multipliedBy(3))
                    .until(() -> polls() > 0 && site.gateway().openStreams() == 0);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private List<String> asked(String beginning) {
        return site.gateway().asked().stream()
                .filter(request -> request.startsWith(beginning))
                .toList();
    }

    private long polls() {
        return asked(POLL).size();
    }

    private void create(int turn, Visitor visitor) {
        Api.created(cluster.pod(1 + turn % 3), visitor.login(), Api.forEverybody("behind a proxy"));
    }
}
