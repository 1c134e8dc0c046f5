package dev.carillon.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SecondCluster;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Proxies that compress what they can leave a stream as it is: otherwise they would hold events back to fill a window. */
@SecondCluster
@Timeout(120)
@ExtendWith(WithCluster.class)
class CompressingProxiesIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final BreakableCluster cluster;

    CompressingProxiesIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    @ParameterizedTest
    @EnumSource(
            value = BufferingProxy.class,
            names = {"HAPROXY", "SQUID", "VARNISH_STREAMING", "APACHE"})
    void streamOfAClientWithoutGzipIsNotCompressed(BufferingProxy kind, @TempDir Path directory) {
        // Given
        Login login = cluster.login("compressing-" + kind, "u1");
        try (BufferingProxy.Running proxy = kind.start(directory, Target.of(cluster.pod(1)));
                SseClients clients = new SseClients()) {
            SseStream stream =
                    clients.open(SseRequest.stream(address(proxy.origin()), "").as(login));
            await("the first message of the stream")
                    .atMost(SOON)
                    .until(() -> stream.events("connected").size() == 1);

            // When
            Api.created(cluster.pod(1), login, Api.forEverybody("uncompressed"));

            // Then: it has come, although nothing follows that could push it out of a window.
            await("the notification")
                    .atMost(SOON)
                    .until(() -> stream.events("notification").size() == 1);
            assertThat(stream.header("Content-Encoding")).isEqualTo("identity");
        }
    }

    private static InetSocketAddress address(URI origin) {
        return new InetSocketAddress(origin.getHost(), origin.getPort());
    }
}
