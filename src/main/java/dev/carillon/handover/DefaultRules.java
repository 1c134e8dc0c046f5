package dev.carillon.handover;

import dev.carillon.webhook.TypePattern;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of the configuration. From any thread. */
@Singleton
@Startup
public class DefaultRules {

    private static final String NEVER = "never";

    private final List<HandoverRule> rules = new ArrayList<>();

    /** @throws ConfigurationException if a rule cannot be read */
    @Inject
    public DefaultRules(HandoverConfig config) {
        config.rules().orElse(List.of()).forEach(text -> rules.add(rule(text)));
    }

    private static HandoverRule rule(String text) {
        String[] parts = text.strip().split("=", -1);
        String[] left = parts[0].split("@", 2);
        String types = left[0].strip();
        if (parts.length != 2 || !TypePattern.isValid(types) || parts[1].isBlank()) {
            throw notARule(text);
        }
        return new HandoverRule(
                types, seconds(parts[1].strip(), text), false, left.length == 1 ? null : medium(left[1].strip(), text));
    }

    private static List<String> medium(String label, String rule) {
        return List.of(
                HandoverMedium.named(label).orElseThrow(() -> notARule(rule)).label());
    }

    private static ConfigurationException notARule(String text) {
        return new ConfigurationException(
                "carillon.handover.rules: not a rule, as payment.*=5m and chat@push=10s are: " + text);
    }

    private static @Nullable Integer seconds(String time, String rule) {
        if (time.equals(NEVER)) {
            return null;
        }
        try {
            return Math.toIntExact(new DurationConverter().convert(time).toSeconds());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ConfigurationException("carillon.handover.rules: not a time in " + rule, e);
        }
    }

    List<HandoverRule> rules() {
        return List.copyOf(rules);
    }

    /** The types of all rules for a way, as patterns of LIKE. */
    public String[] likes(HandoverMedium medium) {
        return rules.stream()
                .filter(rule -> rule.isFor(medium))
                .map(rule -> TypePattern.like(rule.types()))
                .toArray(String[]::new);
    }

    /** How long one may be unseen, by the rules in the same order; null for never. */
    public Integer[] seconds(HandoverMedium medium) {
        return rules.stream()
                .filter(rule -> rule.isFor(medium))
                .map(HandoverRule::afterSeconds)
                .toArray(Integer[]::new);
    }
}
