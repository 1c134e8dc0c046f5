package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.bus.BusRejectionCounter;
import dev.carillon.bus.ChannelBus;
import dev.carillon.bus.LocalChannelBus;
import dev.carillon.bus.PodChannels;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PodCallsTest {

    private static final byte[] QUESTION = "{}".getBytes(StandardCharsets.UTF_8);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final LocalChannelBus bus = new LocalChannelBus(() -> true);
    private final PodCalls calls = new PodCalls(bus, new PodChannels("a"), new BusRejectionCounter(registry));

    PodCallsTest() {
        bus.start(receiver(message -> {}));
    }

    @Test
    void ownAnswerThatFailsOrNeverComesReleasesTheCallAndOtherAnswersCount() throws Exception {
        // Given
        List<CompletionStage<byte[]>> badAnswers =
                List.of(new CompletableFuture<>(), CompletableFuture.failedFuture(new IllegalStateException("own")));
        for (CompletionStage<byte[]> bad : badAnswers) {
            calls.answerWith(question -> bad);

            // When
            List<byte[]> answers = answers(Duration.ofMillis(1));

            // Then
            assertThat(answers).isEmpty();
        }
        calls.answerWith(question -> {
            throw new NullPointerException("own");
        });
        assertThat(answers(Duration.ofMillis(1))).isEmpty();
        await().until(() -> calls.waiting() == 0);
        assertThat(rejected("failed")).isEqualTo(2);
        calls.answerWith(question -> CompletableFuture.completedFuture(question));
        assertThat(answers(Duration.ofMillis(1))).containsExactly(QUESTION);
    }

    @Test
    void moreAnswersThanThereArePodsAreNotKept() throws Exception {
        // Given
        bus.start(receiver(message -> {
            if (message instanceof BusMessage.Question question) {
                for (int i = 0; i < PodCalls.MAX_ANSWERS + 5; i++) {
                    calls.onMessage(new BusMessage.Answer(question.id(), QUESTION));
                }
            }
        }));
        calls.answerWith(question -> new CompletableFuture<>());

        // When
        List<byte[]> answers = answers(Duration.ofMillis(1));

        // Then
        assertThat(answers).hasSize(PodCalls.MAX_ANSWERS);
        assertThat(rejected("surplus")).isEqualTo(5);
    }

    @Test
    void podOfTheSameNameAnswersToo() throws Exception {
        // Given
        PodCalls twin = new PodCalls(bus, new PodChannels("a"), new BusRejectionCounter(registry));
        bus.start(receiver(message -> {
            twin.onMessage(message);
            calls.onMessage(message);
        }));
        calls.answerWith(question -> CompletableFuture.completedFuture("mine".getBytes(StandardCharsets.UTF_8)));
        twin.answerWith(question -> CompletableFuture.completedFuture("its own".getBytes(StandardCharsets.UTF_8)));

        // When
        List<byte[]> answers = answers(Duration.ofMillis(100));

        // Then
        assertThat(answers.stream().map(answer -> new String(answer, StandardCharsets.UTF_8)))
                .containsExactlyInAnyOrder("mine", "its own");
    }

    @Test
    void answersGoToPodsAndNeverToAnOrganization() {
        // Given
        calls.answerWith(question -> CompletableFuture.completedFuture(question));

        // When
        calls.onMessage(new BusMessage.Question("q", "21", QUESTION));

        // Then
        assertThat(rejected("unreadable")).isEqualTo(1);
    }

    private static ChannelBus.Receiver receiver(Consumer<BusMessage> told) {
        return new ChannelBus.Receiver() {
            @Override
            public void onMessage(String organizationId, byte[] message) {
                BusMessage.decode(message).ifPresent(told);
            }

            @Override
            public void onGap() {}
        };
    }

    private List<byte[]> answers(Duration patience) throws Exception {
        return calls.ask(QUESTION, patience).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private double rejected(String reason) {
        return registry.get("carillon.bus.rejected")
                .tag("reason", reason)
                .counter()
                .count();
    }
}
