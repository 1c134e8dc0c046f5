package dev.carillon.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notification.AppendOutcome;
import dev.carillon.notification.Appended;
import dev.carillon.notification.Committed;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.Notification;
import dev.carillon.notification.Recipient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PublishMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PublishMetrics metrics = new PublishMetrics(registry);
    private final LogPosition before = new LogPosition(6, 1);
    private final Notification stored = new Notification(
            "acme", 7, 2, new Recipient.WholeOrganization(), "t", "title", "message", null, Instant.EPOCH);

    @Test
    void transactionCountsEachOutcomeItsSizeAndItsTime() {
        // Given
        List<AppendOutcome> outcomes = List.of(
                new AppendOutcome.Stored(List.of(stored)),
                new AppendOutcome.Repeated(List.of(stored)),
                new AppendOutcome.Repeated(List.of(stored)),
                new AppendOutcome.KeyReused());

        // When
        metrics.committed(
                List.of(new Appended(new Committed(before, List.of(stored)), outcomes)),
                TimeUnit.MILLISECONDS.toNanos(3));

        // Then
        assertThat(creates("stored")).isEqualTo(1);
        assertThat(creates("repeated")).isEqualTo(2);
        assertThat(creates("key_reused")).isEqualTo(1);
        assertThat(registry.get("carillon.commit.size").summary().totalAmount()).isEqualTo(1);
        assertThat(registry.get("carillon.commit.duration").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(3);
    }

    @Test
    void transactionOfRepeatsHasNoSize() {
        // When
        metrics.committed(
                List.of(new Appended(
                        new Committed(before, List.of()), List.of(new AppendOutcome.Repeated(List.of(stored))))),
                1);

        // Then
        assertThat(registry.get("carillon.commit.size").summary().count()).isZero();
        assertThat(registry.get("carillon.commit.duration").timer().count()).isEqualTo(1);
    }

    @Test
    void requestsThatAreNotStoredCountByReason() {
        // When
        metrics.failed(3);
        metrics.rejected();
        metrics.expired();
        metrics.overloaded();

        // Then
        assertThat(creates("failed")).isEqualTo(3);
        assertThat(creates("refused")).isEqualTo(1);
        assertThat(creates("expired")).isEqualTo(1);
        assertThat(creates("overloaded")).isEqualTo(1);
    }

    private double creates(String outcome) {
        return registry.get("carillon.creates")
                .tag("outcome", outcome)
                .counter()
                .count();
    }
}
