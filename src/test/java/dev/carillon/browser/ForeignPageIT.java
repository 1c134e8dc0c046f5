package dev.carillon.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.Pod;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a real browser makes of pages that use their visitor's cookie to open a stream here. */
@ExtendWith(WithCluster.class)
@Timeout(180)
class ForeignPageIT {

    private static final String STREAM = "/api/notifications/stream";
    private static final String REFUSED = "carillon_pages_refused_total";
    private static final String CLIENTS = "carillon_clients";
    private static final int PATIENCE_SECONDS = 90;

    private final Pod pod;
    private final String session;

    ForeignPageIT(BreakableCluster cluster) {
        this.pod = cluster.pod(1);
        this.session = cluster.login("pages", "ada").cookie();
    }

    /** Browsers send even strict cookies there: to them, ports are one site. */
    @Test
    void pageOfAnotherPortOfTheSameSiteIsRefusedBeforeAStreamOpens() throws Exception {
        refuses("127.0.0.1", session + "; Path=/; HttpOnly; SameSite=Strict");
    }

    @Test
    void pageOfAnotherSiteIsRefusedBeforeAStreamOpens() throws Exception {
        refuses("localhost", session + "; Path=/; HttpOnly; Secure; SameSite=None");
    }

    /** With the same page, cookie and browser, so that nothing but the origin makes the difference. */
    @Test
    void pageOfOurOwnOriginOpensAStream() throws Exception {
        try (ForeignPage site = new ForeignPage(pod.baseUrl());
                Chromium browser = Chromium.visit(site.url(
                        "127.0.0.1", site.origin("127.0.0.1") + STREAM, session + "; Path=/; SameSite=Strict"))) {
            assertThat(next(site.reports(), browser)).startsWith("message {\"type\":\"connected\"");
        }
    }

    private void refuses(String host, String cookie) throws IOException, InterruptedException {
        // Given
        double refused = PodMetrics.of(pod).get(REFUSED);
        double clients = PodMetrics.of(pod).get(CLIENTS);
        try (ForeignPage site = new ForeignPage(pod.baseUrl());
                // When
                Chromium browser = Chromium.visit(site.url(host, pod.baseUrl() + STREAM, cookie))) {
            String report = next(site.reports(), browser);
            // Then: the browser had sent the cookie there, the page was told nothing, and it is over for good.
            assertThat(next(site.cookies(), browser)).isEqualTo(session);
            assertThat(report).isEqualTo("error opened=false readyState=2");
            assertThat(PodMetrics.of(pod).get(REFUSED)).isEqualTo(refused + 1);
            assertThat(PodMetrics.of(pod).get(CLIENTS)).isLessThanOrEqualTo(clients);
        }
    }

    private static String next(BlockingQueue<String> told, Chromium browser) throws InterruptedException {
        String next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next)
                .as("what the page reports; the browser says: %s", browser.output())
                .isNotNull();
        return next;
    }
}
