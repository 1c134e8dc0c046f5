package dev.carillon.schema;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Repeats an attempt while its failure is one that passes, until the time is over. On the main thread, before any pod. */
final class Patience {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    // The first two characters of SQL states: connection, resources, an operator, the system.
    private static final Set<String> PASSES = Set.of("08", "53", "57", "58");
    // Somebody else's lock, a deadlock, and a server that is not yet the primary.
    private static final Set<String> PASSES_ALONE = Set.of("55P03", "40P01", "25006");

    private final long deadline;

    Patience(Duration limit) {
        deadline = System.nanoTime() + limit.toNanos();
    }

    /** Whether there is time for another attempt; waits before it says so. */
    boolean again() {
        if (deadline - System.nanoTime() <= PAUSE.toNanos()) {
            return false;
        }
        try {
            Thread.sleep(PAUSE.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    static boolean passes(Throwable failure) {
        SQLException cause = sql(failure);
        String state = cause == null ? "" : String.valueOf(cause.getSQLState());
        return PASSES_ALONE.contains(state) || (state.length() > 1 && PASSES.contains(state.substring(0, 2)));
    }

    /** One line for the reader: the database's own words, where there are any. */
    static String reason(Throwable failure) {
        SQLException cause = sql(failure);
        return String.valueOf((cause == null ? failure : cause).getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }

    private static @Nullable SQLException sql(Throwable failure) {
        SQLException found = null;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql) {
                found = sql;
            }
        }
        return found;
    }
}
