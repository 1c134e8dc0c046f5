package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ProtocolDocument;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/protocol.md} lists the messages of the console's stream. */
class ClusterMessageDocumentTest {

    @Test
    void everyFieldOfTheClusterMessageIsDocumented() {
        // Given
        List<String> sent = new ArrayList<>(fields("", ClusterSnapshot.class));
        sent.addAll(fields("pods[].", PodStatus.class));
        sent.add("pods[].silentSeconds");

        // When
        List<String> documented = ProtocolDocument.read().messageFields("cluster");

        // Then
        assertThat(documented).containsExactlyInAnyOrderElementsOf(sent);
    }

    private static List<String> fields(String prefix, Class<? extends Record> type) {
        return Stream.of(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(prefix::concat)
                .toList();
    }
}
