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
        if (parts.length != 2 || !TypePattern.isValid(parts[0].strip()) || parts[1].isBlank()) {
            throw new ConfigurationException("carillon.handover.rules: not a rule, as payment.*=5m is: " + text);
        }
        return new HandoverRule(parts[0].strip(), seconds(parts[1].strip(), text), false);
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

    /** The types of all rules, as patterns of LIKE. */
    public String[] likes() {
        return rules.stream().map(rule -> TypePattern.like(rule.types())).toArray(String[]::new);
    }

    /** How long one may be unseen, by the rules in the same order; null for never. */
    public Integer[] seconds() {
        return rules.stream().map(HandoverRule::afterSeconds).toArray(Integer[]::new);
    }
}
