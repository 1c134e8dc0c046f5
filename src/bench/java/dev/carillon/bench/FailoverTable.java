package dev.carillon.bench;

import dev.carillon.testkit.Judgement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The outcomes of all faults, by their names. For all threads. */
final class FailoverTable {

    private final Map<String, Row> rows = new LinkedHashMap<>();

    /**
     * @param pause without an acknowledged create request, the longest after the fault
     * @param affected pages that had shown what the database does not have any more
     * @param resetRightly whether these pages, and no others, were told to start again
     */
    synchronized void add(String fault, Judgement verdict, Duration pause, int affected, boolean resetRightly) {
        Row row = row(fault);
        row.values.add("late", seconds(verdict.delays().worst()));
        row.values.add("pause", seconds(pause));
        row.resets += verdict.deliveries().resets();
        row.affected += affected;
        row.rounds++;
        if (!resetRightly) {
            row.broken++;
        }
    }

    synchronized void addBroken(String fault) {
        Row row = row(fault);
        row.rounds++;
        row.broken++;
    }

    private Row row(String fault) {
        return rows.computeIfAbsent(fault, name -> new Row());
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    synchronized void tell(Page page) {
        page.say(
                "Three or four pods, PostgreSQL with commits synced to disk, Redis, three pages on every pod, and 40 create requests a");
        page.say(
                "second by twelve callers, which repeat a request without an answer, or with `503`, under its key every 100 ms. Each");
        page.say(
                "fault comes as often as the last column says. \"No create\" is the longest time after it without an acknowledged create request.");
        page.say(
                "\"Late\" is the longest time from an acknowledgement to the moment at which a page shows the notification. \"Affected\" are");
        page.say(
                "pages that had shown a notification that the database does not have after the fault, and \"reset\" are those that were");
        page.say(
                "told so. The judge of [reliability.md](../reliability.md) has looked at every run. \"Wrong\" are the runs that lost, doubled");
        page.say("or mixed up something, or in which the affected pages and the reset ones were not the same.");
        page.say("");
        page.say("| fault | no create, s: p50, worst | late, s: p50, worst | affected, reset | wrong |");
        page.say("|---|--:|--:|--:|--:|");
        rows.forEach((name, row) -> page.say(
                "| %s | %.2f, %.2f | %.2f, %.2f | %d, %d | %d of %d |",
                name,
                row.values.of("pause"),
                row.values.most("pause"),
                row.values.of("late"),
                row.values.most("late"),
                row.affected,
                row.resets,
                row.broken,
                row.rounds));
    }

    private static final class Row {
        private final Medians values = new Medians();
        private long resets;
        private long affected;
        private int rounds;
        private int broken;
    }
}
