package dev.carillon.bus;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/** Seals of pods, and of others, by their secrets; none for a seal without a MAC. */
public final class TestSeals {

    private TestSeals() {}

    public static BusSeal of(List<String> secrets, Clock clock) {
        return new BusSeal(
                secrets.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toList(), clock);
    }
}
