package dev.carillon.webui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SecondCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pages with a native {@code EventSource}, and with the element, in each engine. They report what they see by requests to
 * the gateway, which gives them scripts to run: no engine needs a driver.
 */
@SecondCluster
@ExtendWith(WithCluster.class)
@Timeout(240)
class EnginesIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int FAR = 500;
    private static final String LARGE = "large ".repeat(2_500);
    private static final String SEEN = "GET /api/seen/";
    private static final String PAGE = """
            <!doctype html><title>A native EventSource</title>
            <script>
              document.cookie = 'connect.sid=%s; path=/';
              const source = new EventSource('/api/notifications/stream');
              source.onmessage = ({ data, lastEventId }) => fetch(`/api/seen/${JSON.parse(data).type}/${lastEventId}`);
            </script>
            """;

    private static final String ELEMENT = """
            <!doctype html><title>The element</title>
            <script>document.cookie = 'connect.sid=%s; path=/';</script>
            <script type="module" src="/carillon/notification-center.js"></script>
            <notification-center></notification-center>
            <script>
              const name = location.search.slice(1);
              const tell = (what, of) => fetch(`/api/seen/${what}/${name}/${of}`);
              let runs = true;
              addEventListener('leave', () => (runs = false));
              addEventListener('carillon-state', ({ detail }) => tell('state', detail));
              addEventListener('carillon-notification', ({ detail }) => tell('shown', detail.id));
              addEventListener('pageshow', async (event) => {
                runs = true;
                tell('back', event.persisted);
                while (runs) {
                  const script = await fetch(`/next-script?${name}`).then((answer) => answer.text(), () => '');
                  new Function(script)();
                  await new Promise((later) => setTimeout(later, 200));
                }
              });
            </script>
            """;
    private static final String LEAVE = """
            globalThis.dispatchEvent(new Event('leave'));
            setTimeout(() => (location.href = '/away'), 1000);
            """;
    private static final String AWAY = """
            <!doctype html><title>Away</title>
            <script>
              fetch('/api/seen/away/page/once');
              const next = async () => {
                new Function(await fetch('/next-script?away').then((answer) => answer.text(), () => ''))();
                setTimeout(next, 200);
              };
              next();
            </script>
            """;

    private final BreakableCluster cluster;

    EnginesIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void anIdlePageResumesWhereItsOrganizationIs(Engine engine, @TempDir(cleanup = CleanupMode.NEVER) Path home)
            throws Exception {
        // Given
        String organization = "engine-" + engine;
        ExpressSession session = cluster.sessions().create("idle", organization);
        Login busy = cluster.login(organization, "busy");
        try (Site site = new Site(null, cluster, Map.of("/engine", PAGE.formatted(session.cookie())));
                Engine.Window window = engine.open(home, site.gateway().url() + "/engine")) {
            await("connected").atMost(SOON).until(() -> seen(site, "connected").size() == 1);

            // When
            Map<String, ?> others =
                    Map.of("notifications", Collections.nCopies(FAR, Api.json(Api.forUser("busy", "m"))));
            Api.post(cluster.pod(1), busy, "/api/notifications/batch", Api.text(others));
            await("a ping").atMost(SOON).until(() -> !seen(site, "ping").isEmpty());
            site.gateway().cutStreams();
            await("another stream")
                    .atMost(SOON)
                    .until(() -> site.gateway().positions().size() == 2);
            long id = Api.created(cluster.pod(2), busy, Api.forEverybody("for everybody"));
            await("the notification")
                    .atMost(SOON)
                    .until(() -> !seen(site, "notification").isEmpty());

            // Then
            assertThat(window.processes()).isNotEmpty();
            assertThat(site.gateway().positions().get(1)).endsWith("-" + FAR);
            assertThat(seen(site, "notification")).hasSize(1).allMatch(position -> position.endsWith("-" + id));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void elementIsServedByOneCompressedStreamForAllTabs(Engine engine, @TempDir(cleanup = CleanupMode.NEVER) Path home)
            throws Exception {
        // Given: frames of one origin share what tabs share, and no engine blocks them as it does new windows.
        String organization = "tabs-" + engine;
        try (Site site = site(organization);
                Engine.Window window = engine.open(home, site.gateway().url() + "/element?first")) {
            awaitSeen(site, "state/first/live");
            site.gateway().run("first", """
                    const frame = document.createElement('iframe');
                    frame.src = '/element?second';
                    document.body.append(frame);
                    """);
            awaitSeen(site, "state/second/live");
            awaitSeen(site, "back/second/false");

            // When
            long id = create(organization, LARGE);
            awaitSeen(site, "shown/first/" + id);
            awaitSeen(site, "shown/second/" + id);
            int streams = site.gateway().positions().size();
            site.gateway().run("first", """
                    document.querySelector('notification-center').remove();
                    """);
            await("the other leads")
                    .atMost(SOON)
                    .until(() -> site.gateway().positions().size() > streams
                            && site.gateway().openStreams() == 1);
            long next = create(organization, "after the leader");
            awaitSeen(site, "shown/second/" + next);

            // Then
            assertThat(window.processes()).isNotEmpty();
            assertThat(streams).isEqualTo(1);
            assertThat(site.gateway().encodings()).allMatch("gzip"::equals);
            assertThat(seen(site, "shown/first")).containsExactly(Long.toString(id));
            assertThat(seen(site, "shown/second")).containsExactly(Long.toString(id), Long.toString(next));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void elementShowsWhatCameDuringAnOutageASleepAndAnotherPage(
            Engine engine, @TempDir(cleanup = CleanupMode.NEVER) Path home) throws Exception {
        // Given
        String organization = "outage-" + engine;
        List<String> created = new ArrayList<>();
        try (Site site = site(organization);
                Engine.Window window = engine.open(home, site.gateway().url() + "/element?page")) {
            awaitSeen(site, "state/page/live");

            // When: a gateway without pods
            site.gateway().become(Gateway.Mood.UNAVAILABLE);
            site.gateway().cutStreams();
            await("an attempt")
                    .atMost(SOON)
                    .until(() -> site.gateway().positions().size() >= 1
                            && site.gateway().openStreams() == 0);
            created.add("" + create(organization, "during the outage"));
            site.gateway().become(Gateway.Mood.PASSES);
            awaitSeen(site, "shown/page/" + created.get(0));

            // When: the machine sleeps, and its connections are gone
            window.signal("STOP");
            site.gateway().cutStreams();
            created.add("" + create(organization, "during the sleep"));
            window.signal("CONT");
            awaitSeen(site, "shown/page/" + created.get(1));

            // When: another page, and back
            site.gateway().run("page", LEAVE);
            awaitSeen(site, "away/page/once");
            await("no stream").atMost(SOON).until(() -> site.gateway().openStreams() == 0);
            created.add("" + create(organization, "on another page"));
            site.gateway().run("away", "history.back()");
            await("shown, or in the list of a page that was loaded again")
                    .atMost(SOON)
                    .until(() -> seen(site, "shown/page").contains(created.get(2))
                            || seen(site, "back/page").equals(List.of("false", "false")));

            // Then
            System.out.println(engine + " came back by its cache: " + seen(site, "back/page"));
            assertThat(created).startsWith(seen(site, "shown/page").toArray(String[]::new));
        }
    }

    private Site site(String organization) throws Exception {
        ExpressSession session = cluster.sessions().create("u1", organization);
        return new Site(null, cluster, Map.of("/element", ELEMENT.formatted(session.cookie()), "/away", AWAY));
    }

    private long create(String organization, String message) {
        return Api.created(cluster.pod(2), cluster.login(organization, "sender"), Api.forEverybody(message));
    }

    private static void awaitSeen(Site site, String what) {
        await(what).atMost(SOON).until(() -> site.gateway().asked().contains(SEEN + what));
    }

    /** The positions of the messages of one type, as the page has reported them. */
    private static List<String> seen(Site site, String type) {
        String request = SEEN + type + "/";
        return site.gateway().asked().stream()
                .filter(asked -> asked.startsWith(request))
                .map(asked -> asked.substring(request.length()))
                .toList();
    }
}
