package dev.carillon.testkit;

import dev.carillon.embedded.EmbeddedServices;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** A real PostgreSQL and a real Redis for tests that run the application in their own process. */
public final class EmbeddedResource implements QuarkusTestResourceLifecycleManager {

    /** What session cookies are signed with. */
    public static final String SESSION_SECRET = "test-secret";

    /** Where tests of row-level security find the superuser's address. */
    public static final String SUPERUSER_URL = "carillon.test.superuser-jdbc-url";

    private EmbeddedServices services;

    @Override
    public Map<String, String> start() {
        services = EmbeddedServices.start();
        Map<String, String> config = new HashMap<>();
        config.put("quarkus.datasource.jdbc.url", services.postgres().jdbcUrl());
        config.put("quarkus.datasource.username", services.postgres().user());
        config.put("quarkus.datasource.password", services.postgres().password());
        config.put("quarkus.redis.hosts", services.redis().url());
        config.put("carillon.session.secrets", SESSION_SECRET);
        config.put("quarkus.http.test-port", "0");
        config.put("quarkus.management.test-port", "0");
        config.put(SUPERUSER_URL, services.postgres().superuserJdbcUrl());
        return config;
    }

    @Override
    public void stop() {
        if (services != null) {
            services.close();
        }
    }
}
