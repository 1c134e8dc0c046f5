package dev.carillon.broadcast;

import dev.carillon.bus.BusRejection;
import dev.carillon.bus.BusRejectionCounter;
import dev.carillon.bus.ChannelBus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Questions to all pods, over the bus. The asker gets the answers that come in time. A pod that is dead, cut off, slow or
 * of a version that does not know the question is missing from them; so is this pod if its own answer fails. From any
 * thread. Askers bound how many questions are open; each is forgotten when its patience is over.
 */
public final class PodCalls {

    // More than there are pods; further answers are dropped.
    static final int MAX_ANSWERS = 1_024;

    private final ChannelBus bus;
    private final String everyPod;
    private final String onePod;
    private final String myself;
    private final BusRejectionCounter rejectionCounter;
    private final ConcurrentHashMap<String, BlockingQueue<byte[]>> waiting = new ConcurrentHashMap<>();
    private volatile Function<byte[], CompletionStage<byte[]>> answerer =
            question -> CompletableFuture.failedFuture(new IllegalStateException("Nobody answers yet"));

    /** @param onePod begins the channels that only one pod listens to; no organization can have such an id */
    PodCalls(ChannelBus bus, String everyPod, String onePod, String podName, BusRejectionCounter rejectionCounter) {
        this.bus = bus;
        this.everyPod = everyPod;
        this.onePod = onePod;
        this.myself = onePod + podName;
        this.rejectionCounter = rejectionCounter;
    }

    /** Sets how this pod answers. Once, at startup; the function must not block. */
    public void answerWith(Function<byte[], CompletionStage<byte[]>> newAnswerer) {
        answerer = newAnswerer;
        bus.subscribe(everyPod);
        bus.subscribe(myself);
    }

    /** Completes after {@code patience} with the answers that have come by then, this pod's included. Never fails. */
    public CompletionStage<List<byte[]>> ask(byte[] question, Duration patience) {
        String id = UUID.randomUUID().toString();
        waiting.put(id, new LinkedBlockingQueue<>(MAX_ANSWERS));
        bus.publish(everyPod, new BusMessage.Question(id, myself, question).encode());
        own(question).thenAccept(mine -> onAnswer(new BusMessage.Answer(id, mine)));
        return new CompletableFuture<Void>()
                .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(over -> new ArrayList<>(waiting.remove(id)));
    }

    /** How many questions are open. */
    int waiting() {
        return waiting.size();
    }

    /** Takes a message for every pod, or for this one. */
    void onMessage(BusMessage message) {
        if (message instanceof BusMessage.Answer answer) {
            onAnswer(answer);
        } else if (message instanceof BusMessage.Question question
                && !question.replyTo().equals(myself)) {
            answer(question);
        }
    }

    private void onAnswer(BusMessage.Answer answer) {
        BlockingQueue<byte[]> answers = waiting.get(answer.id());
        if (answers != null && !answers.offer(answer.json())) {
            rejectionCounter.count(BusRejection.SURPLUS, myself);
        }
    }

    private void answer(BusMessage.Question question) {
        if (!question.replyTo().startsWith(onePod)) {
            // Answers go to pods, never to an organization.
            rejectionCounter.count(BusRejection.UNREADABLE, everyPod);
            return;
        }
        own(question.json())
                .thenAccept(
                        json -> bus.publish(question.replyTo(), new BusMessage.Answer(question.id(), json).encode()));
    }

    /** If this pod cannot answer, it counts the failure, and the asker gets no answer. */
    private CompletionStage<byte[]> own(byte[] question) {
        CompletionStage<byte[]> answer;
        try {
            answer = answerer.apply(question);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.whenComplete((json, failure) -> {
            if (failure != null) {
                rejectionCounter.failed(everyPod, failure);
            }
        });
    }
}
