package dev.carillon.testkit;

import dev.carillon.embedded.EmbeddedServices;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** Lets the application of a {@code @QuarkusTest} run on the shared PostgreSQL and Redis. */
public final class EmbeddedResource implements QuarkusTestResourceLifecycleManager {

    public static final String SECRET = "secret of the tests and of nothing else";

    /** The earlier secret of sessions, which is being rotated out. */
    public static final String OLDER_SECRET = "an older secret of the tests that is going";

    public static final String BUS_SECRET = "a secret of the tests that the pods share";

    /** The secret that signs API keys. */
    public static final String API_KEYS_SECRET = "a secret for the API keys of the tests";

    /** The earlier secret of API keys. */
    public static final String OLDER_API_KEYS_SECRET = "an older secret for API keys of the tests";

    public static final String WEBHOOKS_SECRET = "a secret that seals those of webhooks of the tests";

    /** The keys of push messages of the tests. */
    public static final String PUSH_PUBLIC_KEY =
            "BIqco_QLNMgSF0szVtOO4jcvC6wYLR-HmXOR44ISILhb-eZewTpZawZ2odzYcZ8yJVhg_XKDRMJ8ZCFu4f2fWGQ";

    public static final String PUSH_PRIVATE_KEY = "PlJ9NbzJPcXQwm7MHjimqrl5IRwIPGHPrplWEKvTfEA";

    @Override
    public Map<String, String> start() {
        EmbeddedServices services = SharedServices.get();
        SharedServices.database();
        return settings(
                "quarkus.datasource.jdbc.url",
                services.postgres().jdbcUrl(),
                "quarkus.datasource.username",
                services.postgres().applicationUser(),
                "quarkus.datasource.password",
                services.postgres().applicationPassword(),
                "quarkus.redis.hosts",
                services.redis().url(),
                "carillon.session.secrets",
                SECRET + "," + OLDER_SECRET,
                "carillon.api-keys.secrets",
                API_KEYS_SECRET + "," + OLDER_API_KEYS_SECRET,
                "carillon.webhooks.secrets",
                WEBHOOKS_SECRET,
                "carillon.push.public-key",
                PUSH_PUBLIC_KEY,
                "carillon.push.private-key",
                PUSH_PRIVATE_KEY,
                "carillon.push.subject",
                "mailto:nobody@example.com",
                "carillon.push.first-retry",
                "200ms",
                "carillon.push.max-attempts",
                "3",
                "carillon.push.max-hold",
                "3s",
                // Receivers of tests are on this machine. A first repetition does not take long.
                "carillon.outgoing.allow-networks",
                "127.0.0.0/8",
                "carillon.outgoing.allow-http",
                "true",
                "carillon.outgoing.timeout",
                "2s",
                "carillon.webhooks.slow-after",
                "500ms",
                "carillon.webhooks.first-retry",
                "200ms",
                "carillon.webhooks.max-attempts",
                "3",
                "carillon.webhooks.max-hold",
                "1s",
                "carillon.pod-name",
                "test",
                "quarkus.http.test-port",
                "0",
                "quarkus.management.test-port",
                "0",
                "quarkus.shutdown.timeout",
                "1s",
                // Its notifications would be counted in the metrics of tests.
                "carillon.canary.enabled",
                "false",
                "carillon.bus.secrets",
                BUS_SECRET);
    }

    private static Map<String, String> settings(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return settings;
    }

    /** The services live as long as the JVM. */
    @Override
    public void stop() {}
}
