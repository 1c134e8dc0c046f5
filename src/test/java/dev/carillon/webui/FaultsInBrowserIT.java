package dev.carillon.webui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.Chromium;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SecondCluster;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A page in Chromium while things break behind it: nothing is missing, nothing is shown twice. */
@SecondCluster
@ExtendWith({WithCluster.class, Chromium.class})
@Timeout(240)
class FaultsInBrowserIT {
    private final BreakableCluster cluster;
    private final Site site;

    FaultsInBrowserIT(BreakableCluster cluster, Browser browser) throws Exception {
        this.cluster = cluster;
        this.site = new Site(browser, cluster);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void podIsKilledWhileThePageIsOpen() {
        // Given
        site.awaitOpenStreams(0);
        Login login = login("e2e-kill");
        Page page = site.open(site.browserOf(session(login)));
        Pod holder = cluster.pods().stream()
                .filter(pod -> PodMetrics.of(pod).get("carillon_clients") == 1)
                .findFirst()
                .orElseThrow();
        Pod other =
                cluster.pods().stream().filter(pod -> pod != holder).findFirst().orElseThrow();
        create(other, login, 10);

        // When
        holder.kill();
        create(other, login, 10);

        // Then
        Site.assertBadge(page, "20");
        Site.awaitState(page, "live");
        create(other, login, 10);
        Site.assertBadge(page, "30");
        Site.assertSeen(page, upTo(30));
    }

    @Test
    void redisIsRestarted() {
        // Given
        Login login = login("e2e-redis");
        Page page = site.open(site.browserOf(session(login)));
        create(cluster.pod(1), login, 3);
        Site.assertBadge(page, "3");

        // When
        Map<String, String> sessions = cluster.copySessions();
        cluster.redisLinks().forEach(ChaosProxy::refuse);
        cluster.services().redis().stop();
        create(cluster.pod(1), login, 3);

        // Then
        Site.assertBadge(page, "6");

        // When
        cluster.services().redis().restart();
        cluster.putBack(sessions);
        cluster.redisLinks().forEach(ChaosProxy::accept);
        cluster.awaitBus();
        create(cluster.pod(2), login, 3);

        // Then
        Site.assertBadge(page, "9");
        Site.awaitState(page, "live");
        Site.assertSeen(page, upTo(9));
    }

    @ParameterizedTest
    @EnumSource(value = Gateway.Mood.class, mode = EnumSource.Mode.EXCLUDE, names = "PASSES")
    void pageComesBackAfterAnAnswerThatIsNoStream(Gateway.Mood mood) {
        // Given
        Login login = login("e2e-" + mood);
        Page page = site.open(site.browserOf(session(login)));
        site.gateway().become(mood);
        site.gateway().cutStreams();
        page.waitForResponse(answer -> answer.url().contains("/stream"), () -> {});
        Site.awaitState(page, "connecting");

        // When
        create(cluster.pod(1), login, 3);
        site.gateway().become(Gateway.Mood.PASSES);

        // Then
        Site.assertBadge(page, "3");
        Site.awaitState(page, "live");
        Site.assertSeen(page, upTo(3));
    }

    @Test
    void pageComesBackWhenItsUserHasSignedInAgain() {
        // Given
        Login login = login("e2e-session");
        ExpressSession session = session(login);
        BrowserContext context = site.browserOf(session);
        Page page = site.open(context);
        page.getByTestId("bell").click();

        // When
        cluster.sessions().destroy(session.sid());

        // Then
        Site.awaitState(page, "signed-out");
        assertThat(page.getByTestId("trouble")).containsText("Sign in again");
        Chromium.screenshot(page, "signed-out");

        // When
        create(cluster.pod(1), login, 3);
        site.signIn(context, session(login));
        page.getByTestId("retry").click();

        // Then
        Site.awaitState(page, "live");
        Site.assertBadge(page, "3");
        Site.assertSeen(page, upTo(3));
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    /** With a session that no test ends. */
    private Login login(String organization) {
        return cluster.login(organization, "26");
    }

    private ExpressSession session(Login login) {
        return cluster.sessions().create(login.user(), login.organization());
    }

    private static void create(Pod pod, Login login, int count) {
        for (int i = 0; i < count; i++) {
            Api.created(pod, login, Api.forEverybody("no. " + i));
        }
    }
}
