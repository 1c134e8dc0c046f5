package dev.carillon.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.FrontDoor;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.ClientWorkspace;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.NodePackage;
import dev.carillon.testkit.SecondCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A back end with {@code @carillon/node}, through an address that spreads its calls over three pods. */
@SecondCluster
@ExtendWith(WithCluster.class)
@Timeout(240)
class NodeClientIT {

    private static final String ORGANIZATION = "node-client";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final BreakableCluster cluster;

    NodeClientIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void podsThatAreKilledInEveryKindOfCallLoseNothingAndCreateNothingTwice() throws Exception {
        // Given
        ClientWorkspace work = ClientWorkspace.of(Path.of("src/test/moving"));
        NodePackage.installIn(work);
        ConcurrentLinkedQueue<String> rounds = new ConcurrentLinkedQueue<>();
        try (FrontDoor door = FrontDoor.open(0, cluster.pods(), cluster.sessions())) {
            Process backend = start(work, door);
            Thread reader = new Thread(() -> read(backend, rounds));
            reader.start();

            // When
            for (Pod pod : cluster.pods()) {
                int before = rounds.size();
                await().atMost(PATIENCE).until(() -> rounds.size() > before + 3);
                pod.kill();
                pod.restart();
                pod.awaitReady(PATIENCE);
            }
            backend.getOutputStream().close();
            reader.join(PATIENCE.toMillis());

            // Then
            assertThat(backend.waitFor()).isZero();
        }
        Map<String, Long> acknowledged = new TreeMap<>();
        rounds.forEach(round -> Api.json(round)
                .properties()
                .forEach(created ->
                        acknowledged.put(created.getKey(), created.getValue().asLong())));
        assertThat(acknowledged).hasSize(rounds.size() * 6);
        assertThat(stored()).isEqualTo(acknowledged);
    }

    private Process start(ClientWorkspace work, FrontDoor door) throws IOException {
        String admin = cluster.sessions().cookie("1", ORGANIZATION, List.of("admin"));
        HttpResponse<String> key = Api.post(
                cluster.pod(1),
                new Login(ORGANIZATION, "1", admin),
                "/api/api-keys",
                "{\"name\":\"node\",\"scopes\":[\"publish\",\"read\"]}");
        ProcessBuilder command = new ProcessBuilder("node", "calls.mjs", "http://127.0.0.1:" + door.port())
                .directory(work.directory().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        command.environment().put("CARILLON_API_KEY", Api.json(key).path("key").asText());
        return command.start();
    }

    private static void read(Process backend, ConcurrentLinkedQueue<String> rounds) {
        try (BufferedReader output = backend.inputReader()) {
            output.lines().forEach(rounds::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything in the user's inbox, by title. A title that is there twice is a failure. */
    private Map<String, Long> stored() {
        Login user = cluster.login(ORGANIZATION, "1");
        Map<String, Long> found = new TreeMap<>();
        List<String> twice = new ArrayList<>();
        String before = "";
        do {
            JsonNode page = Api.json(Api.get(cluster.pod(1), user, "/api/notifications?limit=100" + before));
            for (JsonNode one : page.path("notifications")) {
                if (found.put(one.path("title").asText(), one.path("id").asLong()) != null) {
                    twice.add(one.path("title").asText());
                }
            }
            before = page.path("nextBefore").isNull()
                    ? null
                    : "&before=" + page.path("nextBefore").asLong();
        } while (before != null);
        assertThat(twice).isEmpty();
        return found;
    }
}
