package dev.carillon.preference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.preference.QuietSchedule.Period;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietScheduleTest {

    /** Clocks are put forward in spring: a period that begins or ends in the missing hour does so when they are put forward. */
    @ParameterizedTest
    @CsvSource({
        // zone, from, to, a moment before, the period that it is in or that comes next
        "Europe/Berlin,       22:00, 07:00, 2026-01-10T12:00:00Z, 2026-01-10T21:00:00Z, 2026-01-11T06:00:00Z",
        "Europe/Berlin,       22:00, 07:00, 2026-07-10T12:00:00Z, 2026-07-10T20:00:00Z, 2026-07-11T05:00:00Z",
        "Europe/Berlin,       22:00, 07:00, 2026-03-28T12:00:00Z, 2026-03-28T21:00:00Z, 2026-03-29T05:00:00Z",
        "Europe/Berlin,       22:00, 07:00, 2026-10-24T12:00:00Z, 2026-10-24T20:00:00Z, 2026-10-25T06:00:00Z",
        "Europe/Berlin,       22:00, 02:30, 2026-03-28T12:00:00Z, 2026-03-28T21:00:00Z, 2026-03-29T01:00:00Z",
        "Europe/Berlin,       02:30, 06:00, 2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z, 2026-03-29T04:00:00Z",
        "Europe/Berlin,       22:00, 02:30, 2026-10-24T12:00:00Z, 2026-10-24T20:00:00Z, 2026-10-25T01:30:00Z",
        "Europe/Berlin,       02:30, 06:00, 2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z, 2026-10-25T05:00:00Z",
        "America/New_York,    23:30, 08:00, 2026-03-07T20:00:00Z, 2026-03-08T04:30:00Z, 2026-03-08T12:00:00Z",
        "America/New_York,    01:15, 01:45, 2026-10-31T12:00:00Z, 2026-11-01T05:15:00Z, 2026-11-01T06:45:00Z",
        "America/New_York,    02:15, 02:45, 2026-03-07T20:00:00Z, 2026-03-09T06:15:00Z, 2026-03-09T06:45:00Z",
        "Australia/Lord_Howe, 22:00, 02:15, 2026-10-03T00:00:00Z, 2026-10-03T11:30:00Z, 2026-10-03T15:30:00Z",
        "Australia/Lord_Howe, 22:00, 01:45, 2026-04-04T00:00:00Z, 2026-04-04T11:00:00Z, 2026-04-04T15:15:00Z",
        "Asia/Kathmandu,      22:00, 06:00, 2026-05-01T00:00:00Z, 2026-04-30T16:15:00Z, 2026-05-01T00:15:00Z",
        "Asia/Kathmandu,      09:00, 17:00, 2026-05-01T00:00:00Z, 2026-05-01T03:15:00Z, 2026-05-01T11:15:00Z",
        "UTC,                 00:00, 00:00, 2026-05-01T10:00:00Z, 2026-05-01T00:00:00Z, 2026-05-02T00:00:00Z",
    })
    void periodIsBetweenTwoMoments(String zone, String from, String to, Instant before, Instant start, Instant end) {
        // Given
        QuietSchedule schedule = schedule(zone, from, to, List.of());
        // When
        Period next = schedule.periods(before, 2).get(0);
        // Then
        assertThat(next).isEqualTo(new Period(start, end));
        assertThat(schedule.isQuiet(start)).isTrue();
        assertThat(schedule.isQuiet(end.minusMillis(1))).isTrue();
    }

    @Test
    void daysAreThoseOnWhichQuietHoursBegin() {
        // Given
        QuietSchedule fridays = schedule("Europe/Berlin", "22:00", "07:00", List.of("friday"));
        // When
        Instant fridayNight = Instant.parse("2026-06-05T21:00:00Z");
        // Then
        assertThat(fridays.isQuiet(fridayNight)).isTrue();
        assertThat(fridays.isQuiet(Instant.parse("2026-06-06T04:59:59Z"))).isTrue();
        assertThat(fridays.isQuiet(Instant.parse("2026-06-06T05:00:00Z"))).isFalse();
        assertThat(fridays.isQuiet(fridayNight.plus(Duration.ofDays(1)))).isFalse();
        assertThat(fridays.isQuiet(fridayNight.minus(Duration.ofDays(1)))).isFalse();
    }

    @Test
    void wholeDaysThatFollowEachOtherEndTogether() {
        // Given
        QuietSchedule weekend = schedule("Europe/Berlin", "00:00", "00:00", List.of("saturday", "sunday"));
        // When
        Instant saturday = Instant.parse("2026-06-06T10:00:00Z");
        // Then
        assertThat(weekend.quietUntil(saturday)).contains(Instant.parse("2026-06-07T22:00:00Z"));
        assertThat(weekend.quietUntil(saturday.minus(Duration.ofDays(1)))).isEmpty();
    }

    @Test
    void everyMomentIsQuietExactlyIfItIsWithinAPeriod() {
        // Given
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        List<String> zones = List.copyOf(ZoneId.getAvailableZoneIds());
        for (int round = 0; round < 3_000; round++) {
            QuietSchedule schedule = new QuietSchedule(
                    ZoneId.of(zones.get(random.nextInt(zones.size()))),
                    time(random),
                    time(random),
                    EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)), DayOfWeek.of(1 + random.nextInt(7))));
            Instant at = Instant.ofEpochSecond(random.nextInt(2_000_000_000));
            // When
            List<Period> periods = schedule.periods(at.minus(Duration.ofDays(4)), 9);
            // Then
            assertThat(schedule.isQuiet(at))
                    .as("%s at %s", schedule, at)
                    .isEqualTo(periods.stream().anyMatch(p -> !at.isBefore(p.start()) && at.isBefore(p.end())));
            schedule.quietUntil(at).ifPresent(until -> assertThat(until).isAfter(at));
        }
    }

    @Test
    void unknownZoneDisturbs() {
        // Given
        QuietHours nowhere = new QuietHours("Mars/Olympus_Mons", "22:00", "07:00", List.of());
        // When
        boolean known = nowhere.schedule().isPresent();
        // Then
        assertThat(known).isFalse();
        assertThat(QuietHours.zone("+02:00")).isNull();
        assertThat(QuietHours.zone("Europe/Berlin")).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    private static QuietSchedule schedule(String zone, String from, String to, List<String> days) {
        return new QuietHours(zone, from, to, days).schedule().orElseThrow();
    }

    private static LocalTime time(Random random) {
        return LocalTime.of(random.nextInt(24), random.nextInt(60));
    }
}
