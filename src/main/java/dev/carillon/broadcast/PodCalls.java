package dev.carillon.broadcast;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Questions to all pods, over the bus. Whoever answers in time is heard; who does not, whether dead, cut off or of a
 * version that does not know the question, is not. From any thread.
 */
public final class PodCalls {

    // Operators ask by hand. More at once would be something that asks for everything, and waits for nothing.
    private static final int MAX_WAITING = 16;

    private final ChannelBus bus;
    private final String everyPod;
    private final String myself;
    private final ConcurrentHashMap<String, Queue<byte[]>> waiting = new ConcurrentHashMap<>();
    private volatile Function<byte[], CompletionStage<byte[]>> answerer;

    /** @param myself a channel that only this pod listens to; no organization can have its id */
    PodCalls(ChannelBus bus, String everyPod, String myself) {
        this.bus = bus;
        this.everyPod = everyPod;
        this.myself = myself;
    }

    /** Once, at start: what this pod answers. Must not block. */
    public void answerWith(Function<byte[], CompletionStage<byte[]>> newAnswerer) {
        answerer = newAnswerer;
        bus.subscribe(everyPod);
        bus.subscribe(myself);
    }

    /** The answers that come within {@code patience}, this pod's among them; none where too many ask at once. */
    public CompletionStage<List<byte[]>> ask(byte[] question, Duration patience) {
        String id = UUID.randomUUID().toString();
        if (waiting.size() >= MAX_WAITING) {
            return CompletableFuture.completedFuture(List.of());
        }
        Queue<byte[]> answers = new ConcurrentLinkedQueue<>();
        waiting.put(id, answers);
        bus.publish(everyPod, new ChannelMessage.Question(id, myself, question).encode());
        CompletableFuture<Void> over = new CompletableFuture<>();
        over.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
        CompletionStage<byte[]> own = answerer.apply(question);
        return over.thenCombine(own, (nothing, mine) -> {
            waiting.remove(id);
            answers.add(mine);
            return List.copyOf(answers);
        });
    }

    /** What the bus brings for every pod, or for this one. */
    void onMessage(ChannelMessage message) {
        if (message instanceof ChannelMessage.Answer answer) {
            Queue<byte[]> answers = waiting.get(answer.id());
            if (answers != null) {
                answers.add(answer.json());
            }
        } else if (message instanceof ChannelMessage.Question question
                && !question.replyTo().equals(myself)) {
            answer(question);
        }
    }

    private void answer(ChannelMessage.Question question) {
        Consumer<byte[]> reply =
                json -> bus.publish(question.replyTo(), new ChannelMessage.Answer(question.id(), json).encode());
        if (answerer != null) {
            answerer.apply(question.json()).thenAccept(reply);
        }
    }
}
