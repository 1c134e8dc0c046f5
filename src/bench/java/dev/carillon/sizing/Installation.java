package dev.carillon.sizing;

/**
 * How large an installation is.
 *
 * @param online the part of the users who have a page open at the busiest time; their tabs share a stream
 * @param perDay notifications for each user and day
 */
record Installation(long users, double online, double perDay) {

    // A busy hour has as many notifications as five average ones.
    private static final double BUSY = 5;
    private static final double SECONDS_OF_A_DAY = 86_400;
    // carillon.notification.retention
    private static final double DAYS_KEPT = 90;

    static Installation usual(long users) {
        return new Installation(users, 0.2, 10);
    }

    long streams() {
        return Math.round(users * online);
    }

    double createsPerSecond() {
        return users * perDay / SECONDS_OF_A_DAY * BUSY;
    }

    double rowsKept() {
        return users * perDay * DAYS_KEPT;
    }
}
