package dev.carillon.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The result of a history. Deliveries are counted per page: one notification on three pages is three. */
public record Judgement(
        String history, Creations creations, Deliveries deliveries, Delays delays, List<Violation> violations) {

    public record Creations(long created, long acknowledged, long rejected, long unknown) {}

    public record Deliveries(
            long delivered,
            long covered,
            long lost,
            long duplicated,
            long outOfOrder,
            long foreign,
            long phantom,
            long resets,
            long reconnects,
            long gaveUp) {}

    /** From the acknowledgement to the moment of being shown; a sighting before the acknowledgement counts as zero. */
    public record Delays(Duration p50, Duration p99, Duration worst) {}

    public boolean passed() {
        return violations.isEmpty();
    }

    public boolean broke(Invariant invariant) {
        return violations.stream().anyMatch(v -> v.invariant() == invariant);
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder(passed() ? "PASSED " : "FAILED ")
                .append(history)
                .append('\n');
        row(table, "created", creations.created, "delivered", deliveries.delivered);
        row(table, "acknowledged", creations.acknowledged, "lost", deliveries.lost);
        row(table, "rejected", creations.rejected, "duplicated", deliveries.duplicated);
        row(table, "unknown", creations.unknown, "out of order", deliveries.outOfOrder);
        row(table, "resets", deliveries.resets, "foreign", deliveries.foreign);
        row(table, "reconnects", deliveries.reconnects, "phantom", deliveries.phantom);
        row(table, "gave up", deliveries.gaveUp, "covered by reload", deliveries.covered);
        table.append(String.format(
                Locale.ROOT,
                "  delay p50 %s  p99 %s  worst %s%n",
                millis(delays.p50),
                millis(delays.p99),
                millis(delays.worst)));
        violations.forEach(v -> table.append("  ").append(v).append('\n'));
        return table.toString();
    }

    private static void row(StringBuilder table, String left, long leftValue, String right, long rightValue) {
        table.append(String.format(Locale.ROOT, "  %-13s %9d    %-18s %9d%n", left, leftValue, right, rightValue));
    }

    private static String millis(Duration delay) {
        return String.format(Locale.ROOT, "%.1f ms", delay.toNanos() / 1e6);
    }
}
