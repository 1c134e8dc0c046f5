package dev.carillon.preference;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Quiet hours as periods between two instants. A clock that is put forward over an end of a period moves that end to the
 * moment at which it is put forward. A time that comes twice begins a period the first time, and ends one the second time:
 * nobody is disturbed because the clocks were changed.
 *
 * @param from when a period begins
 * @param to when it ends; on the next day unless it is later than {@code from}
 * @param days on which periods begin
 */
public record QuietSchedule(ZoneId zone, LocalTime from, LocalTime to, Set<DayOfWeek> days) {

    public QuietSchedule {
        days = Set.copyOf(days);
    }

    /** From its start, and until its end, which no longer belongs to it. */
    public record Period(Instant start, Instant end) {
        boolean holds(Instant at) {
            return !at.isBefore(start) && at.isBefore(end);
        }
    }

    public boolean isQuiet(Instant at) {
        return current(at).isPresent();
    }

    /** When it is over; empty if it is not quiet. Whole days that follow each other count as one. */
    public Optional<Instant> quietUntil(Instant at) {
        Optional<Instant> until = Optional.empty();
        Instant next = at;
        // A week of whole days is permanently quiet; then this gives the end of the week.
        for (int i = 0; i < DayOfWeek.values().length; i++) {
            Optional<Period> period = current(next);
            if (period.isEmpty()) {
                break;
            }
            next = period.get().end();
            until = Optional.of(next);
        }
        return until;
    }

    private Optional<Period> current(Instant at) {
        return periods(at, 1).stream().filter(period -> period.holds(at)).findFirst();
    }

    /** The periods that end after {@code at} and begin within that many days, in order. */
    public List<Period> periods(Instant at, int daysAhead) {
        LocalDate today = LocalDate.ofInstant(at, zone);
        List<Period> periods = new ArrayList<>();
        // The one of the day before may still last.
        for (int day = -1; day <= daysAhead; day++) {
            LocalDate begins = today.plusDays(day);
            if (days.contains(begins.getDayOfWeek())) {
                Period period = of(begins);
                if (period.end().isAfter(at) && period.start().isBefore(period.end())) {
                    periods.add(period);
                }
            }
        }
        return periods;
    }

    private Period of(LocalDate begins) {
        LocalDate ends = to.isAfter(from) ? begins : begins.plusDays(1);
        return new Period(instant(begins.atTime(from), true), instant(ends.atTime(to), false));
    }

    private Instant instant(LocalDateTime local, boolean first) {
        ZoneRules rules = zone.getRules();
        ZoneOffsetTransition change = rules.getTransition(local);
        if (change == null) {
            return local.toInstant(rules.getOffset(local));
        }
        if (change.isGap()) {
            return change.getInstant();
        }
        ZoneOffset offset = first ? change.getOffsetBefore() : change.getOffsetAfter();
        return local.toInstant(offset);
    }
}
