package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LogLines;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BusProbeTest {

    private static final int SEVERAL = 10;

    private final BusConfig config = SharedServices.config(BusConfig.class, Map.of());
    private final BusMetrics metrics = new BusMetrics(new SimpleMeterRegistry(), millis -> {});

    private BusProbe probe(Consumer<byte[]> send) {
        return new BusProbe(config, metrics, send, () -> {});
    }

    @Test
    void podThatHasTheNameOfAnotherSaysSoOnce() {
        // Given: two processes on one probe channel.
        List<BusProbe> onChannel = new ArrayList<>();
        Consumer<byte[]> channel = message -> onChannel.forEach(probe -> probe.onReturn(message));
        onChannel.add(probe(channel));
        onChannel.add(probe(channel));

        // When
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < SEVERAL; i++) {
                onChannel.forEach(BusProbe::tick);
            }

            // Then
            assertThat(log.troubles()).hasSize(2).allMatch(line -> line.contains("carillon.pod-name"));
            assertThat(onChannel).allMatch(BusProbe::isAnswering);
        }
    }

    @Test
    void probeThatAnEarlierProcessHasLeftIsNoPod() {
        // Given
        List<byte[]> left = new ArrayList<>();
        probe(left::add).tick();
        BusProbe probe = probe(message -> {});

        // When
        try (LogLines log = new LogLines()) {
            probe.onReturn(left.get(0));

            // Then
            assertThat(log.troubles()).isEmpty();
            assertThat(probe.isAnswering()).isFalse();
        }
    }
}
