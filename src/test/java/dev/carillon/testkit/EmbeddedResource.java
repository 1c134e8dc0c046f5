package dev.carillon.testkit;

import dev.carillon.embedded.EmbeddedServices;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** Lets the application of a {@code @QuarkusTest} run on the shared PostgreSQL and Redis. */
public final class EmbeddedResource implements QuarkusTestResourceLifecycleManager {

    public static final String SECRET = "secret of the tests and of nothing else";

    /** What sessions were signed with before; it is being rotated out. */
    public static final String OLDER_SECRET = "an older secret of the tests that is going";

    public static final String BUS_SECRET = "a secret of the tests that the pods share";

    @Override
    public Map<String, String> start() {
        EmbeddedServices services = SharedServices.get();
        SharedServices.database();
        Map<String, String> settings = new HashMap<>(Map.of(
                "quarkus.datasource.jdbc.url",
                services.postgres().jdbcUrl(),
                "quarkus.datasource.username",
                services.postgres().user(),
                "quarkus.datasource.password",
                services.postgres().password(),
                "quarkus.redis.hosts",
                services.redis().url(),
                "carillon.session.secrets",
                SECRET + "," + OLDER_SECRET,
                "carillon.pod-name",
                "test",
                "quarkus.http.test-port",
                "0",
                "quarkus.management.test-port",
                "0",
                "quarkus.shutdown.timeout",
                "1s"));
        settings.put("carillon.bus.secrets", BUS_SECRET);
        return settings;
    }

    /** The services live as long as the JVM. */
    @Override
    public void stop() {}
}
