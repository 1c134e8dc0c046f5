package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.broadcast.SimWorld;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that the code of 0.1.0 has written, as pods of this version get them while both run. */
class RecordedMessagesTest {

    private static final Path RECORDED = Path.of("src/test/resources/dev/carillon/bus/recorded-0.1.0");
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String CHANNEL = "carillon:org:{21}";

    private final SimWorld world = new SimWorld(1);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> heard = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "notifications, hmac", "signal, hmac", "disconnect, hmac", "question, hmac", "answer, hmac",
        "notifications, off", "signal, off", "disconnect, off", "question, off", "answer, off"
    })
    void messageOfTheVersionBeforeIsCountedAsItsVersionAndHarmsNothing(String kind, String authentication)
            throws IOException {
        // Given
        BusConfig config = SharedServices.config(
                BusConfig.class, Map.of("carillon.bus.secrets", SECRET, "carillon.bus.authentication", authentication));
        BusSeal seal = BusSeal.of(config, world.clock());
        BusMessageVerifier verifier = new BusMessageVerifier(
                seal, config, new BusMetrics(registry, millis -> {}), world.clock(), body -> false);
        Buffer ours = seal.seal(CHANNEL, "entries 00000000\n".getBytes(StandardCharsets.UTF_8));

        // When
        verifier.receive(CHANNEL, Buffer.buffer(Files.readAllBytes(RECORDED.resolve(kind))), this::hear);
        verifier.receive(CHANNEL, ours, this::hear);

        // Then
        assertThat(heard).containsExactly("entries 00000000\n");
        assertThat(registry.get("carillon.bus.rejected")
                        .tag("reason", "version")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private void hear(byte[] body) {
        heard.add(new String(body, StandardCharsets.UTF_8));
    }
}
