package dev.carillon.preference;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The types that reach a user by each medium. The first of these that names a type and a medium decides: the required
 * settings of the organization, the user's own, the other settings of the organization. Within each, the closest pattern
 * comes first. A type that none of them names is not muted.
 *
 * @param quietHours null if the user has none
 */
public record Preferences(
        List<TypePreference> inOrder, @Nullable QuietHours quietHours) {

    public Preferences {
        inOrder = List.copyOf(inOrder);
    }

    static Preferences of(List<TypePreference> own, List<TypeDefault> defaults, @Nullable QuietHours quietHours) {
        List<TypePreference> inOrder = new ArrayList<>(required(defaults));
        inOrder.addAll(ordered(own.stream()));
        inOrder.addAll(optional(defaults));
        return new Preferences(inOrder, quietHours);
    }

    /** The settings that users cannot change: they say something of every medium. */
    static List<TypePreference> required(List<TypeDefault> defaults) {
        return ordered(defaults.stream()
                .filter(TypeDefault::isRequired)
                .map(one -> new TypePreference(one.type(), orOn(one.inApp()), orOn(one.push()), orOn(one.webhook()))));
    }

    static List<TypePreference> optional(List<TypeDefault> defaults) {
        return ordered(defaults.stream().filter(one -> !one.isRequired()).map(TypeDefault::preference));
    }

    static List<TypePreference> ordered(Stream<TypePreference> types) {
        return types.sorted(Comparator.comparing(TypePreference::pattern, TypePattern.CLOSEST_FIRST))
                .toList();
    }

    public boolean isMuted(String type, Medium medium) {
        for (TypePreference one : inOrder) {
            Boolean said = one.says(medium);
            if (said != null && one.pattern().matches(type)) {
                return !said;
            }
        }
        return false;
    }

    /** The end of the quiet hours that it is in; empty if it is not quiet. */
    public Optional<Instant> quietUntil(Instant now) {
        return Optional.ofNullable(quietHours)
                .flatMap(QuietHours::schedule)
                .flatMap(schedule -> schedule.quietUntil(now));
    }

    private static Boolean orOn(@Nullable Boolean said) {
        return said == null || said;
    }
}
