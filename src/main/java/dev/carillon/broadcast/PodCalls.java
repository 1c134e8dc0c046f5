package dev.carillon.broadcast;

import dev.carillon.bus.BusRejection;
import dev.carillon.bus.BusRejectionCounter;
import dev.carillon.bus.ChannelBus;
import dev.carillon.bus.PodChannels;
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
    private final String ownChannel;
    private final BusRejectionCounter rejectionCounter;
    private final ConcurrentHashMap<String, BlockingQueue<byte[]>> waiting = new ConcurrentHashMap<>();
    private volatile Function<byte[], CompletionStage<byte[]>> answerer =
            question -> CompletableFuture.failedFuture(new IllegalStateException("Nobody answers yet"));

    PodCalls(ChannelBus bus, PodChannels names, BusRejectionCounter rejectionCounter) {
        this.bus = bus;
        this.ownChannel = names.ownChannel();
        this.rejectionCounter = rejectionCounter;
    }

    /** Sets how this pod answers. Once, at startup; the function must not block. */
    public void answerWith(Function<byte[], CompletionStage<byte[]>> newAnswerer) {
        answerer = newAnswerer;
        bus.subscribe(PodChannels.EVERY_POD);
        bus.subscribe(ownChannel);
    }

    /** Completes after {@code patience} with the answers that have come by then, this pod's included. Never fails. */
    public CompletionStage<List<byte[]>> ask(byte[] question, Duration patience) {
        String id = UUID.randomUUID().toString();
        waiting.put(id, new LinkedBlockingQueue<>(MAX_ANSWERS));
        bus.publish(PodChannels.EVERY_POD, new BusMessage.Question(id, ownChannel, question).encode());
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
                && !question.replyTo().equals(ownChannel)) {
            answer(question);
        }
    }

    private void onAnswer(BusMessage.Answer answer) {
        BlockingQueue<byte[]> answers = waiting.get(answer.id());
        if (answers != null && !answers.offer(answer.json())) {
            rejectionCounter.count(BusRejection.SURPLUS, ownChannel);
        }
    }

    private void answer(BusMessage.Question question) {
        if (!PodChannels.isOfOnePod(question.replyTo())) {
            // Answers go to pods, never to an organization.
            rejectionCounter.count(BusRejection.UNREADABLE, PodChannels.EVERY_POD);
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
                rejectionCounter.failed(PodChannels.EVERY_POD, failure);
            }
        });
    }
}
