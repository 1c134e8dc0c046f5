package dev.carillon.bench;

import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;

/**
 * The rounds of a command: as many as its caller wants, or as many as end in time where the caller does not say. The first one is run in
 * any case. For one thread.
 */
final class Rounds {

    /** Ten minutes for a command; the build before it, its servers and the last round's overtime have two of them. */
    private static final Duration BY_DEFAULT = Duration.ofMinutes(8);

    /** Nobody waits for a word about a shorter one. */
    private static final Duration WORTH_TELLING = Duration.ofSeconds(5);

    private final int most;
    private final boolean endInTime;
    private final long end = System.nanoTime() + BY_DEFAULT.toNanos();
    private int loops = 1;
    private int least = Integer.MAX_VALUE;
    private int longest;

    private Rounds(int most, boolean endInTime) {
        this.most = most;
        this.endInTime = endInTime;
    }

    static Rounds exactly(int wanted) {
        return new Rounds(wanted, false);
    }

    static Rounds inTime(int most) {
        return new Rounds(most, true);
    }

    int most() {
        return most;
    }

    /** Before the first one. */
    String announcement() {
        String length = endInTime
                ? "At most %d rounds, in ten minutes on two processors.".formatted(most)
                : "%d rounds.".formatted(most);
        return length + " The first one tells how long the others take. Ctrl-C ends them, and tells what was found.";
    }

    /** This number of loops of rounds is to come; they share the time. */
    void shareAmong(int number) {
        loops = number;
    }

    /** One loop of rounds, numbered from zero. */
    Iterable<Integer> each() {
        long now = System.nanoTime();
        long share = Math.max(0, end - now) / loops;
        loops = Math.max(1, loops - 1);
        return () -> new Loop(now + share);
    }

    /** How many were run in each loop, after them. */
    String done() {
        if (longest == 0) {
            return Integer.toString(most);
        }
        return least == longest ? Integer.toString(least) : least + " to " + longest;
    }

    private final class Loop implements Iterator<Integer> {
        private final long until;
        private int round;
        private long began;
        private long longestNanos;

        Loop(long until) {
            this.until = until;
        }

        @Override
        public boolean hasNext() {
            long now = System.nanoTime();
            if (round > 0) {
                longestNanos = Math.max(longestNanos, now - began);
            }
            boolean more = round < most && (round == 0 || !endInTime || now + longestNanos <= until);
            if (more && round > 0 && longestNanos > WORTH_TELLING.toNanos()) {
                System.out.printf(
                        Locale.ROOT,
                        "  round %d of %s%d took %d s; %d minutes to go at the most%n",
                        round,
                        endInTime ? "at most " : "",
                        most,
                        Duration.ofNanos(now - began).toSeconds(),
                        1 + minutesToGo(now));
            }
            if (!more) {
                least = Math.min(least, round);
                longest = Math.max(longest, round);
            }
            return more;
        }

        private long minutesToGo(long now) {
            long nanos = (most - round) * longestNanos;
            return Duration.ofNanos(endInTime ? Math.min(nanos, until - now) : nanos)
                    .toMinutes();
        }

        @Override
        public Integer next() {
            if (round == most) {
                throw new NoSuchElementException();
            }
            began = System.nanoTime();
            return round++;
        }
    }
}
