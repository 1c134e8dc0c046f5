package dev.carillon.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.ClusterScenario;
import dev.carillon.testkit.BrowserPage;
import dev.carillon.testkit.Creates;
import dev.carillon.testkit.Creates.Pace;
import dev.carillon.testkit.Judgement;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.RawHttp;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The duties of a proxy in front of the pods: streams, and requests that are meant to deceive it. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProxyContract {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String STREAM = "/api/notifications/stream";
    private static final int H2_STREAMS = 20;
    // Not the address that the samples serve without TLS, as that of what runs beside the proxy.
    private static final String ELSEWHERE = "127.0.0.2";

    private final BreakableCluster cluster;
    private RealProxy proxy;

    ProxyContract(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    abstract RealProxy start(Path directory, List<Target> targets);

    @BeforeAll
    void startProxy(@TempDir Path directory) {
        proxy = start(directory, cluster.pods().stream().map(Target::of).toList());
    }

    @AfterAll
    void stopProxy() {
        if (proxy != null) {
            proxy.close();
        }
    }

    @Test
    void streamPassesAtOnceAndWhole() {
        try (SseClients clients = new SseClients()) {
            // Given
            Login login = cluster.login("proxy-http1-" + getClass().getSimpleName(), "u1");
            List<SseStream> streams = IntStream.range(0, 6)
                    .mapToObj(i ->
                            clients.open(SseRequest.stream(proxy.address(), "").as(login)))
                    .toList();

            // Then: head and first message have come, although nothing follows that could push them out of a buffer.
            await().atMost(SOON)
                    .until(() -> streams.stream()
                            .allMatch(stream -> stream.events("connected").size() == 1));
            assertThat(streams).allMatch(stream -> stream.header("Content-Type").startsWith("text/event-stream"));
            assertThat(streams)
                    .allMatch(stream -> stream.header("Cache-Control").contains("no-transform"));

            // When
            Api.created(cluster.pod(1), login, Api.forEverybody("through the proxy"));

            // Then
            await().atMost(SOON)
                    .until(() -> streams.stream()
                            .allMatch(stream -> stream.events("notification").size() == 1));
            await("keep-alives come through one by one")
                    .atMost(SOON)
                    .until(() -> streams.stream()
                            .allMatch(stream -> stream.comments().size() >= 2));
            assertThat(cluster.pods()).as("spread over the pods").allMatch(pod -> PodClients.of(pod) >= 1);
        }
    }

    @Test
    void manyStreamsShareOneConnectionOverHttp2() {
        // Given
        Login login = cluster.login("proxy-h2-" + getClass().getSimpleName(), "u1");
        try (Http2Streams streams = Http2Streams.open(proxy, login, H2_STREAMS)) {
            await().atMost(SOON).until(() -> streams.allHave("\"connected\""));

            // When
            Api.created(cluster.pod(2), login, Api.forEverybody("over one connection"));

            // Then
            await().atMost(SOON).until(() -> streams.allHave("over one connection"));
            assertThat(streams.versions()).containsOnly("HTTP_2");
        }
    }

    @Test
    void streamsResumeAcrossAReloadOfTheProxy() {
        try (ClusterScenario scenario =
                new ClusterScenario(cluster, "reload-" + getClass().getSimpleName(), () -> List.of(proxy.address()))) {
            // Given
            scenario.open(2);
            Creates creates = scenario.create(
                    Pace.of(4, 20, 160).retryingUnknown(20, Duration.ofMillis(300)), 0, () -> List.of(proxy.address()));
            scenario.awaitBegun(creates, 40);
            List<BrowserPage> pages = new ArrayList<>(scenario.pages());

            // When
            proxy.reload();

            // Then: the old processes have let go of every stream, and nothing was lost or doubled.
            await().atMost(SOON)
                    .until(() -> pages.stream().allMatch(page -> page.source().attempts() >= 2));
            Judgement verdict = scenario.judge();
            assertThat(verdict.violations()).isEmpty();
            assertThat(verdict.deliveries().gaveUp()).isZero();
        }
    }

    @Test
    void streamIsToldToComeBackWhenNoPodAnswers(@TempDir Path directory) {
        List<Target> nobody = List.of(Target.NOBODY, Target.NOBODY, Target.NOBODY);
        try (SseClients clients = new SseClients();
                RealProxy alone = start(directory, nobody)) {
            // When
            SseStream stream = clients.open(SseRequest.stream(alone.address(), ""));

            // Then
            await().atMost(SOON).until(() -> stream.ending().isPresent());
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
            assertThat(stream.retry()).isPresent();
        }
    }

    @Test
    void requestThatIsHiddenInAnotherIsNotServed() {
        // Given
        Login login = cluster.login("smuggle-" + getClass().getSimpleName(), "u1");

        for (SmuggledRequest probe : SmuggledRequest.values()) {
            // When
            RawHttp exchange =
                    RawHttp.send(proxy.address(), probe.around(SmuggledRequest.create(login, "hidden " + probe)));

            // Then
            assertThat(exchange.statuses()).as(probe + exchange.toString()).hasSizeLessThanOrEqualTo(1);
            assertThat(exchange.closed()).as(probe.name()).isTrue();
        }
        // The control, so that this can fail: alone, the same bytes are served.
        assertThat(RawHttp.send(proxy.address(), SmuggledRequest.create(login, "alone"))
                        .statuses())
                .containsExactly(201);
        assertThat(Api.get(cluster.pod(3), login, "/api/notifications").body())
                .contains("alone")
                .doesNotContain("hidden");
    }

    @Test
    void nothingIsServedWithoutTls() {
        // Given
        Login login = cluster.login("plain-" + getClass().getSimpleName(), "u1");

        for (String request : List.of(
                SmuggledRequest.create(login, "in the open"),
                "GET /carillon/client.js?a=b HTTP/1.1\r\nHost: notifications.example.com:8080\r\nConnection: close\r\n\r\n")) {
            // When
            RawHttp exchange = RawHttp.send(proxy.openAddress(), ELSEWHERE, request);

            // Then
            assertThat(exchange.statuses()).as(exchange.toString()).containsExactly(308);
            assertThat(exchange.answer().toLowerCase(Locale.ROOT)).contains("location: https://");
        }
        assertThat(RawHttp.send(
                                proxy.openAddress(),
                                ELSEWHERE,
                                "GET /a?b=c HTTP/1.1\r\nHost: notifications.example.com:8080\r\nConnection: close\r\n\r\n")
                        .answer())
                .containsIgnoringCase("Location: https://notifications.example.com:8443/a?b=c");
        assertThat(Api.get(cluster.pod(3), login, "/api/notifications").body()).doesNotContain("in the open");
    }

    @Test
    void everyAnswerOverTlsTellsBrowsersToStayWithIt() throws Exception {
        // Given
        HttpClient client = HttpClient.newBuilder().sslContext(proxy.trust()).build();

        for (String path : List.of("/carillon/client.js", "/api/notifications", "/nothing", STREAM)) {
            // When
            HttpResponse<InputStream> answer = client.send(
                    HttpRequest.newBuilder(URI.create(proxy.httpsUrl() + path)).build(), BodyHandlers.ofInputStream());
            answer.body().close();

            // Then
            assertThat(answer.headers().allValues("Strict-Transport-Security"))
                    .as(path)
                    .containsExactly("max-age=31536000");
        }
    }

    @Test
    void onlyTls12AndNewerWithForwardSecrecyIsSpoken() throws Exception {
        assertThat(handshake("TLSv1.3", null)).isTrue();
        assertThat(handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
                .isTrue();
        // No forward secrecy would be RSA's key exchange, which the test's certificate has no key for; this is no AEAD.
        assertThat(handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"))
                .isFalse();
    }

    private boolean handshake(String protocol, String suite) throws IOException {
        try (SSLSocket socket = (SSLSocket) proxy.trust()
                .getSocketFactory()
                .createSocket(
                        proxy.tlsAddress().getAddress(), proxy.tlsAddress().getPort())) {
            socket.setEnabledProtocols(new String[] {protocol});
            if (suite != null) {
                socket.setEnabledCipherSuites(new String[] {suite});
            }
            socket.startHandshake();
            return true;
        } catch (SSLException rejected) {
            return false;
        }
    }
}
