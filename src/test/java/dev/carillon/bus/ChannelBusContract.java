package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The promises of every bus. */
abstract class ChannelBusContract {

    final String organization = "org-" + UUID.randomUUID();
    final Recorder recorder = new Recorder();

    /** A bus that tells the recorder. */
    abstract ChannelBus bus();

    @Test
    void messagesPublishedAfterTheConfirmationAreReceivedInOrder() throws Exception {
        // Given
        bus().subscribe(organization).toCompletableFuture().get(10, TimeUnit.SECONDS);
        List<String> expected = new ArrayList<>();

        // When
        for (int i = 0; i < 200; i++) {
            expected.add("message " + i);
            bus().publish(organization, bytes("message " + i));
        }

        // Then
        await().untilAsserted(() -> assertThat(recorder.of(organization)).isEqualTo(expected));
    }

    @Test
    void otherOrganizationsAreNotReceived() throws Exception {
        // Given
        bus().subscribe(organization).toCompletableFuture().get(10, TimeUnit.SECONDS);

        // When
        bus().publish(organization + "-other", bytes("not for us"));
        bus().publish(organization, bytes("for us"));

        // Then
        await().untilAsserted(() -> assertThat(recorder.of(organization)).containsExactly("for us"));
        assertThat(recorder.of(organization + "-other")).isEmpty();
    }

    @Test
    void anyBytesArriveAsTheyWere() throws Exception {
        // Given
        bus().subscribe(organization).toCompletableFuture().get(10, TimeUnit.SECONDS);
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }

        // When
        bus().publish(organization, all);

        // Then
        await().untilAsserted(() -> assertThat(recorder.raw(organization)).containsExactly(all));
    }

    @Test
    void nothingIsReceivedAfterUnsubscribing() throws Exception {
        // Given
        String other = organization + "-stays";
        bus().subscribe(organization).toCompletableFuture().get(10, TimeUnit.SECONDS);
        bus().subscribe(other).toCompletableFuture().get(10, TimeUnit.SECONDS);

        // When
        bus().unsubscribe(organization);
        bus().subscribe(other + "2").toCompletableFuture().get(10, TimeUnit.SECONDS);
        bus().publish(organization, bytes("too late"));
        bus().publish(other, bytes("in time"));

        // Then
        await().untilAsserted(() -> assertThat(recorder.of(other)).containsExactly("in time"));
        assertThat(recorder.of(organization)).isEmpty();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static final class Recorder implements ChannelBus.Receiver {

        private final Map<String, List<byte[]>> received = new ConcurrentHashMap<>();
        final AtomicInteger gaps = new AtomicInteger();

        @Override
        public void onMessage(String organizationId, byte[] message) {
            received.computeIfAbsent(organizationId, id -> new CopyOnWriteArrayList<>())
                    .add(message);
        }

        @Override
        public void onGap() {
            gaps.incrementAndGet();
        }

        List<byte[]> raw(String organizationId) {
            return received.getOrDefault(organizationId, List.of());
        }

        List<String> of(String organizationId) {
            return raw(organizationId).stream()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .toList();
        }
    }
}
