package dev.carillon.webui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.testkit.Chromium;
import dev.carillon.testkit.HoldingProxy;
import dev.carillon.testkit.HoldingProxy.Habit;
import dev.carillon.testkit.Login;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A page behind a proxy that lets no stream through shows everything, and asks only for what it is told. */
@ExtendWith({WithCluster.class, Chromium.class})
@Timeout(240)
class MuteNetworkIT {

    private static final String POLL = "GET /api/notifications/poll";

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

    @ParameterizedTest
    @EnumSource(
            value = Habit.class,
            names = {"BUFFERS_ALL", "HOLDS_ONE_BACK", "STRIPS_HEADERS"})
    void pageBehindAProxyShowsEachNotification(Habit habit) {
        InetSocketAddress gateway = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), site.gateway().port());
        try (HoldingProxy proxy = new HoldingProxy(gateway, habit, Duration.ZERO)) {
            // Given
            String organization = "e2e-" + habit;
            ExpressSession session = cluster.sessions().create("26", organization);
            Login login = new Login(organization, "26", session.cookieHeader());
            Page page = site.browserOf(session).newPage();
            page.navigate(proxy.url() + "/page");
            Site.awaitState(page, "live");
            page.waitForResponse(answer -> answer.url().contains("/poll"), () -> create(1, login));
            Site.assertBadge(page, "1");
            site.gateway().forgetAsked();

            // When
            for (int i = 2; i <= 5; i++) {
                create(i, login);
                Site.assertBadge(page, Integer.toString(i));
            }

            // Then
            assertEquals(IntStream.rangeClosed(1, 5).boxed().toList(), Site.seen(page));
            assertThat(page.getByTestId("notification-center")).hasAttribute("data-state", "live");
            List<String> lists = site.gateway().asked().stream()
                    .filter(request -> request.equals("GET /api/notifications"))
                    .toList();
            assertEquals(List.of(), lists);
            assertTrue(
                    site.gateway().asked().contains(POLL),
                    () -> site.gateway().asked().toString());
        }
    }

    private void create(int turn, Login login) {
        Api.created(cluster.pod(1 + turn % 3), login, Api.forEverybody("behind a proxy"));
    }
}
