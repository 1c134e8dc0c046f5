package dev.carillon.bigtables;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How much one of the databases has of everything. Half of the rows belong to one large organization, the other half to small
 * ones, and they come in turn. Two shapes differ in their numbers of users and organizations. Each of these has as many
 * notifications in one as in the other, so that only the size of the tables differs.
 *
 * @param rows notifications
 * @param organizations small ones
 * @param users of the large organization
 */
record Shape(long rows, int organizations, int users) {

    static final String LARGE = "large";
    static final int SEGMENTS = 12;
    static final int USERS_OF_SMALL = 10;
    /** The last ids that retention has dropped. */
    static final long FLOOR_OF_LARGE = 1_000_000;

    static final long FLOOR_OF_SMALL = 1_000;
    static final int EVERYONE_IN_LARGE = 2_000;
    static final int EVERYONE_IN_SMALL = 25;
    static final int ORGANIZATIONS = 100_000;
    private static final int PER_USER = 50;
    /** Of twenty small organizations one has had nothing since this segment. */
    static final int IDLE_SINCE = 8;

    static final int IDLE_OF = 20;

    static Shape of(long rows) {
        return new Shape(rows, ORGANIZATIONS, Math.toIntExact(Math.max(10, rows / 2 / PER_USER)));
    }

    /** With the same numbers for each user and each small organization. */
    Shape hundredth() {
        return new Shape(rows / 100, organizations / 100, Math.max(10, users / 100));
    }

    /** The first row of a segment; rows are numbered from 0. An even number. */
    long firstOf(int segment) {
        return rows * (segment - 1) / SEGMENTS / 2 * 2;
    }

    long endOf(int segment) {
        return segment == SEGMENTS ? rows : firstOf(segment + 1);
    }

    Reader anyone(boolean large) {
        return reader(large, ThreadLocalRandom.current().nextInt(large ? users : USERS_OF_SMALL));
    }

    /** Someone who has never read anything. */
    Reader newcomer(boolean large) {
        return reader(large, ThreadLocalRandom.current().nextInt(large ? users / 10 : 1) * 10 + 9);
    }

    private Reader reader(boolean large, int user) {
        if (large) {
            return new Reader(LARGE, "u" + user, FLOOR_OF_LARGE, FLOOR_OF_LARGE + rows / 2);
        }
        int number = ThreadLocalRandom.current().nextInt(organizations);
        long last = isIdle(number) ? firstOf(IDLE_SINCE + 1) : rows;
        return new Reader(small(number), "u" + user, FLOOR_OF_SMALL, FLOOR_OF_SMALL + last / 2 / organizations);
    }

    static String small(int number) {
        return "small-" + number;
    }

    private static boolean isIdle(int number) {
        return number % IDLE_OF == IDLE_OF - 1;
    }

    /**
     * A user.
     *
     * @param floor the id before the organization's first notification
     * @param head about the id of its last
     */
    record Reader(String organization, String user, long floor, long head) {

        /** A position before a part of what the organization has. */
        long at(double part) {
            return floor + (long) ((head - floor) * part);
        }

        /** A position far behind. */
        long old() {
            return at(ThreadLocalRandom.current().nextDouble(0.9));
        }

        long behind(long notifications) {
            return Math.max(floor, head - notifications);
        }
    }
}
