package dev.carillon.notification;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A place in an organization's log: right after one notification.
 *
 * <p>No notification ever changes its mark, and each is appended after the one before it. So two positions with equal ids
 * and marks have the same notifications before them, and a position that the database does not know comes from a history
 * that no longer exists.
 *
 * <p>See docs/adr/0026-marks-in-the-log.md
 *
 * @param id the notification's id; 0 before the first
 * @param mark the notification's mark; 0 before the first
 */
public record LogPosition(long id, int mark) {

    /** Before the first notification. */
    public static final LogPosition START = new LogPosition(0, 0);

    private static final SecureRandom SEEDS = new SecureRandom();

    /** Marks for new notifications: random bits, of which no two pods and no two histories have the same sequence. */
    public static int[] drawMarks(int count) {
        SplittableRandom random = new SplittableRandom(SEEDS.nextLong());
        return IntStream.generate(random::nextInt)
                .filter(mark -> mark != START.mark)
                .limit(count)
                .toArray();
    }
}
