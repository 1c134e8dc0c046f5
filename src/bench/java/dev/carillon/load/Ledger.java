package dev.carillon.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The published messages, and the streams that have received each. Owned by the generator's event loop. */
final class Ledger {

    private final BitSet[] received;
    private final int[] streamsOfGroup;
    private final Map<Integer, Message> messages = new HashMap<>();
    private final List<Long> delays = new ArrayList<>();
    private final List<Long> answers = new ArrayList<>();
    private final Map<Long, Long> slowestAnswers = new TreeMap<>();
    private long duplicates;
    private long strange;
    private long answered;
    private long rejected;

    Ledger(LoadOptions options) {
        received = new BitSet[options.streams()];
        Arrays.setAll(received, i -> new BitSet());
        streamsOfGroup = new int[options.groups()];
        for (int i = 0; i < received.length; i++) {
            streamsOfGroup[options.groupOfStream(i)] += options.isSlow(i) ? 0 : 1;
        }
    }

    /** @param onDelivered told when every stream of the group has it */
    String publish(int group, Runnable onDelivered) {
        int number = messages.size() + 1;
        long now = System.nanoTime();
        messages.put(number, new Message(now, group, streamsOfGroup[group], onDelivered));
        return "ts=" + now + ";seq=" + number + ";";
    }

    /**
     * @param messages of the request
     * @param nanos since it was sent
     */
    void onAnswer(boolean accepted, int messages, long nanos) {
        answers.add(nanos);
        slowestAnswers.merge(System.currentTimeMillis() / 1_000, nanos, Math::max);
        answered += messages;
        rejected += accepted ? 0 : messages;
    }

    void onReceived(int stream, int number) {
        Message message = messages.get(number);
        if (message == null) {
            strange++;
            return;
        }
        if (received[stream].get(number)) {
            duplicates++;
            return;
        }
        received[stream].set(number);
        delays.add(System.nanoTime() - message.publishedAt);
        message.missing--;
        if (message.missing == 0) {
            message.onDelivered.run();
        }
    }

    int published() {
        return messages.size();
    }

    long answered() {
        return answered;
    }

    long rejected() {
        return rejected;
    }

    long received() {
        return delays.size();
    }

    long missing() {
        return messages.values().stream().mapToLong(message -> message.missing).sum();
    }

    long duplicates() {
        return duplicates;
    }

    /** Markers that nobody of this run has published. */
    long strange() {
        return strange;
    }

    /** In milliseconds; 0 where there is none. */
    double delay(double quantile) {
        return quantile(delays, quantile);
    }

    /** From a publish to its answer, as above. */
    double answer(double quantile) {
        return quantile(answers, quantile);
    }

    /** By the second of the clock in which it came, in nanoseconds. */
    Map<Long, Long> slowestAnswers() {
        return slowestAnswers;
    }

    private static double quantile(List<Long> nanos, double quantile) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)] / 1e6;
    }

    private static final class Message {
        private final long publishedAt;
        private final int group;
        private final Runnable onDelivered;
        private int missing;

        Message(long publishedAt, int group, int expected, Runnable onDelivered) {
            this.publishedAt = publishedAt;
            this.group = group;
            this.missing = expected;
            this.onDelivered = onDelivered;
        }

        @Override
        public String toString() {
            return "message of group " + group;
        }
    }
}
