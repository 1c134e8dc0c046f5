package dev.carillon.preference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Random preferences, compared with a rule that looks at everything. {@code -Dseed=N} repeats a run. */
class PreferencesModelTest {

    private static final int ROUNDS = 20_000;
    private static final String LETTERS = "ab_.";

    private final long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
    private final Random random = new Random(seed);

    @BeforeEach
    void printSeed() {
        System.out.println("seed=" + seed);
    }

    @Test
    void closestPatternOfTheFirstSourceThatSaysAnythingDecides() {
        for (int round = 0; round < ROUNDS; round++) {
            // Given
            List<TypePreference> own = RandomPreferences.own(random);
            List<TypeDefault> defaults = RandomPreferences.defaults(random);
            String type = RandomPreferences.type(random);
            Medium medium = Medium.values()[random.nextInt(Medium.values().length)];
            // When
            boolean muted = Preferences.of(own, defaults, null).isMuted(type, medium);
            // Then
            assertThat(muted)
                    .as("%s by %s: own %s, defaults %s", type, medium, own, defaults)
                    .isEqualTo(isMuted(own, defaults, type, medium));
        }
    }

    @Test
    void streamsObeyTheSameRules() {
        for (int round = 0; round < ROUNDS; round++) {
            // Given
            List<TypePreference> own = RandomPreferences.own(random);
            List<TypeDefault> defaults = RandomPreferences.defaults(random);
            String type = RandomPreferences.type(random);
            // When
            MutedTypes types = MutedTypes.of(
                    MutedTypes.compile(Preferences.required(defaults)),
                    MutedTypes.compile(Preferences.ordered(own.stream())),
                    MutedTypes.compile(Preferences.optional(defaults)));
            // Then
            assertThat(types.isMuted(type))
                    .as("%s: own %s, defaults %s", type, own, defaults)
                    .isEqualTo(Preferences.of(own, defaults, null).isMuted(type, Medium.IN_APP));
        }
    }

    /** Without sorting: each source's patterns that match and say something, by how much of the type they name. */
    private static boolean isMuted(List<TypePreference> own, List<TypeDefault> defaults, String type, Medium medium) {
        Map<Integer, Boolean> required = new LinkedHashMap<>();
        Map<Integer, Boolean> optional = new LinkedHashMap<>();
        Map<Integer, Boolean> said = new LinkedHashMap<>();
        for (TypeDefault one : defaults) {
            Boolean says = one.preference().says(medium);
            if (one.isRequired()) {
                note(required, one.type(), type, says == null || says);
            } else {
                note(optional, one.type(), type, says);
            }
        }
        own.forEach(one -> note(said, one.type(), type, one.says(medium)));
        for (Map<Integer, Boolean> source : List.of(required, said, optional)) {
            Integer closest = source.keySet().stream().max(Integer::compare).orElse(null);
            if (closest != null) {
                return !source.get(closest);
            }
        }
        return false;
    }

    private static void note(Map<Integer, Boolean> source, String pattern, String type, Boolean says) {
        boolean beginning = pattern.endsWith("*");
        String named = beginning ? pattern.substring(0, pattern.length() - 1) : pattern;
        if (says != null && (beginning ? type.startsWith(named) : type.equals(named))) {
            source.put(beginning ? named.length() : Integer.MAX_VALUE, says);
        }
    }

    /** Short words of few letters, so that patterns meet types. */
    static final class RandomPreferences {

        private RandomPreferences() {}

        static List<TypePreference> own(Random random) {
            return patterns(random).stream()
                    .map(type -> new TypePreference(type, said(random), said(random), said(random)))
                    .toList();
        }

        static List<TypeDefault> defaults(Random random) {
            return patterns(random).stream()
                    .map(type -> new TypeDefault(
                            type, null, said(random), said(random), said(random), random.nextInt(4) == 0 ? true : null))
                    .toList();
        }

        static String type(Random random) {
            StringBuilder word = new StringBuilder();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            return word.toString();
        }

        private static List<String> patterns(Random random) {
            List<String> patterns = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                patterns.add(random.nextInt(8) == 0 ? "*" : type(random) + (random.nextBoolean() ? "*" : ""));
            }
            return Stream.of(patterns).flatMap(List::stream).distinct().toList();
        }

        private static Boolean said(Random random) {
            int drawn = random.nextInt(3);
            return drawn == 0 ? null : (Boolean) (drawn == 1);
        }
    }
}
