package dev.carillon.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Chromium;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SecondCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real browser on foreign pages that use their visitor's cookie to open a stream or to create. */
@SecondCluster
@ExtendWith({WithCluster.class, Chromium.class})
@Timeout(180)
class ForeignPageIT {

    private static final String STREAM = "/api/notifications/stream";
    private static final List<String> STREAMS = List.of(
            STREAM,
            STREAM + "/",
            STREAM + ";x",
            "/api;x/notifications/stream",
            "/api/notifications;a/stream",
            "//api/notifications/stream",
            "/api/notifications/%73tream",
            "/api/console/stream/");
    private static final List<String> POSTS = List.of(
            "/api/notifications",
            "/api/notifications/",
            "/api/notifications;x",
            "/api;x/notifications",
            "/api;/api-keys",
            "/%61pi/notifications",
            "/api/trpc/notifications.create",
            "/api;x/trpc/notifications.create",
            "/api;/notifications/batch");
    private static final String REJECTED = "carillon_pages_refused_total";
    private static final String CLIENTS = "carillon_clients";
    private static final int PATIENCE_SECONDS = 90;

    private final Pod pod;
    private final Chromium chromium;
    private final Login login;
    private final String session;

    @TempDir
    private Path profile;

    private BrowserContext browser;

    ForeignPageIT(BreakableCluster cluster, Chromium chromium) {
        this.pod = cluster.pod(1);
        this.chromium = chromium;
        this.login = cluster.login("pages", "ada");
        this.session = login.cookie();
    }

    /** Browsers send even strict cookies there: to them, ports are one site. */
    @Test
    void pageOfAnotherPortOfTheSameSiteIsRejectedBeforeAStreamOpens() throws Exception {
        rejects("127.0.0.1", session + "; Path=/; HttpOnly; SameSite=Strict");
    }

    @Test
    void pageOfAnotherSiteIsRejectedBeforeAStreamOpens() throws Exception {
        rejects("localhost", session + "; Path=/; HttpOnly; Secure; SameSite=None");
    }

    /** With the same page, cookie and browser, so that nothing but the origin makes the difference. */
    @Test
    void pageOfOurOwnOriginOpensAStream() throws Exception {
        try (ForeignPage site = new ForeignPage(pod.baseUrl())) {
            visit(site.url("127.0.0.1", site.origin("127.0.0.1") + STREAM, session + "; Path=/; SameSite=Strict"));
            assertThat(next(site.reports())).startsWith("message {\"type\":\"connected\"");
        }
    }

    /** The router understands more ways to write a path than one, and a body without a type needs no consent of ours. */
    @Test
    void pageOfAnotherPortOpensAndWritesNothingHoweverItSpellsThePath() throws Exception {
        attacks("127.0.0.1", session + "; Path=/; HttpOnly; SameSite=Strict");
    }

    @Test
    void pageOfAnotherSiteOpensAndWritesNothingHoweverItSpellsThePath() throws Exception {
        attacks("localhost", session + "; Path=/; HttpOnly; Secure; SameSite=None");
    }

    private void attacks(String host, String cookie) throws Exception {
        // Given
        double streams = streams();
        try (ForeignPage site = new ForeignPage(pod.baseUrl())) {
            // When
            visit(site.attack(host, all(STREAMS), all(POSTS), cookie));
            // Then
            assertThat(next(site.cookies())).isEqualTo(session);
            assertThat(next(site.reports())).isEqualTo("done");
        }
        assertThat(streams()).isEqualTo(streams);
        assertThat(Api.get(pod, login, "/api/notifications").body())
                .doesNotContain("by a foreign page")
                .contains("\"notifications\":[]");
    }

    private List<String> all(List<String> paths) {
        return paths.stream().map(path -> pod.baseUrl() + path).toList();
    }

    /** Open ones and ended ones. */
    private double streams() {
        PodMetrics metrics = PodMetrics.of(pod);
        return metrics.get(CLIENTS) + metrics.get("carillon_connection_duration_seconds_count");
    }

    private void rejects(String host, String cookie) throws Exception {
        // Given
        double rejected = PodMetrics.of(pod).get(REJECTED);
        double clients = PodMetrics.of(pod).get(CLIENTS);
        try (ForeignPage site = new ForeignPage(pod.baseUrl())) {
            // When
            visit(site.url(host, pod.baseUrl() + STREAM, cookie));
            String report = next(site.reports());
            // Then: the browser had sent the cookie, the page was told nothing, and the stream is closed permanently.
            assertThat(next(site.cookies())).isEqualTo(session);
            assertThat(report).isEqualTo("error opened=false readyState=2");
            assertThat(PodMetrics.of(pod).get(REJECTED)).isEqualTo(rejected + 1);
            assertThat(PodMetrics.of(pod).get(CLIENTS)).isLessThanOrEqualTo(clients);
        }
    }

    private void visit(String url) throws IOException {
        browser = chromium.withForeignCookies(profile);
        browser.newPage().navigate(url);
    }

    @AfterEach
    void closeBrowser() {
        browser.close();
    }

    private static String next(BlockingQueue<String> told) throws InterruptedException {
        String next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("report of the page").isNotNull();
        return next;
    }
}
