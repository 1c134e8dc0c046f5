package dev.carillon.check;

import dev.carillon.bus.BusConfig;
import dev.carillon.secret.Secrets;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;

/** The settings without which no pod starts, or some callers cannot sign in. */
final class SettingsCheck implements CheckPart {

    private static final List<String> PUSH =
            List.of("carillon.push.public-key", "carillon.push.private-key", "carillon.push.subject");

    private final Config config;
    private final BusConfig bus;

    SettingsCheck(Config config, BusConfig bus) {
        this.config = config;
        this.bus = bus;
    }

    @Override
    public void run(Consumer<Finding> tell) {
        tell.accept(
                isSet("quarkus.datasource.jdbc.url") && isSet("quarkus.datasource.username")
                        ? Finding.ok("setting of postgresql", "address and account are set")
                        : Finding.failure(
                                "setting of postgresql",
                                "set QUARKUS_DATASOURCE_JDBC_URL, QUARKUS_DATASOURCE_USERNAME and _PASSWORD"));
        if (bus.type() == BusConfig.Type.REDIS) {
            if (!isSet("quarkus.redis.hosts")) {
                tell.accept(Finding.failure("setting of redis", "set QUARKUS_REDIS_HOSTS"));
            }
            tell.accept(
                    bus.authentication() == BusConfig.Authentication.OFF
                            ? Finding.warning("bus secrets", "off: every message that Redis delivers is believed")
                            : secrets("bus secrets", "carillon.bus.secrets", true, "no pod starts"));
        }
        tell.accept(secrets("session secrets", "carillon.session.secrets", false, "no session cookie is accepted"));
        tell.accept(secrets("api key secrets", "carillon.api-keys.secrets", false, "no API key can be made or used"));
        if (isSet("carillon.webhooks.secrets")) {
            tell.accept(secrets("webhook secrets", "carillon.webhooks.secrets", false, "there are no webhooks"));
        }
        if (PUSH.stream().anyMatch(this::isSet)) {
            tell.accept(
                    PUSH.stream().allMatch(this::isSet)
                            ? Finding.ok("push keys", "are set")
                            : Finding.failure("push keys", "set " + String.join(", ", PUSH) + ", or none of them"));
        }
    }

    private boolean isSet(String key) {
        return config.getOptionalValue(key, String.class).isPresent();
    }

    private Finding secrets(String subject, String key, boolean needed, String consequence) {
        Optional<List<String>> secrets = config.getOptionalValues(key, String.class);
        if (secrets.isEmpty()) {
            String text = key + " is not set: " + consequence;
            return needed ? Finding.failure(subject, text) : Finding.warning(subject, text);
        }
        try {
            int count = Secrets.of(key, secrets.get()).size();
            return Finding.ok(subject, count == 1 ? "one" : count + ", of which the first signs");
        } catch (ConfigurationException weak) {
            return Finding.failure(subject, weak);
        }
    }
}
