package dev.carillon.testkit;

import dev.carillon.embedded.EmbeddedServices;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Runs the application under test against a real PostgreSQL and a real Redis, on free ports. */
public final class RealServices implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        EmbeddedServices services = SharedServices.get();
        return Map.of(
                "quarkus.datasource.jdbc.url", services.postgres().jdbcUrl(),
                "quarkus.datasource.username", services.postgres().user(),
                "quarkus.datasource.password", services.postgres().password(),
                "quarkus.redis.hosts", services.redis().url(),
                "carillon.session.secrets", Logins.SECRET,
                "quarkus.http.test-port", "0",
                "quarkus.management.test-port", "0");
    }

    /** They end with the JVM: other tests may be using them. */
    @Override
    public void stop() {}
}
