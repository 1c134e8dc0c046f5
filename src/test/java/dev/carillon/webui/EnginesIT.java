package dev.carillon.webui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.testkit.Login;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A page with a native {@code EventSource} in each engine. It reports each message by a request to the gateway. */
@ExtendWith(WithCluster.class)
@Timeout(240)
class EnginesIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int FAR = 500;
    private static final String SEEN = "GET /api/seen/";
    private static final String PAGE = """
            <!doctype html><title>A native EventSource</title>
            <script>
              document.cookie = 'connect.sid=%s; path=/';
              const source = new EventSource('/api/notifications/stream');
              source.onmessage = ({ data, lastEventId }) => fetch(`/api/seen/${JSON.parse(data).type}/${lastEventId}`);
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

    /** The positions of the messages of one type, as the page has reported them. */
    private static List<String> seen(Site site, String type) {
        String request = SEEN + type + "/";
        return site.gateway().asked().stream()
                .filter(asked -> asked.startsWith(request))
                .map(asked -> asked.substring(request.length()))
                .toList();
    }
}
