package dev.carillon.testkit;

import dev.carillon.embedded.EmbeddedServices;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** One PostgreSQL and one Redis for all tests of a JVM that share them, since starting them costs more than the tests. */
public final class SharedServices {

    private static EmbeddedServices services;
    private static DataSource database;

    private SharedServices() {}

    /** Started on first use, ended with the JVM. */
    public static synchronized EmbeddedServices get() {
        if (services == null) {
            EmbeddedServices started = EmbeddedServices.start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            services = started;
        }
        return services;
    }

    /** The owner's account on a database with the application's schema. The application's own account sees less. */
    public static synchronized DataSource database() {
        if (database == null) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(get().postgres().jdbcUrl());
            source.setUser(get().postgres().user());
            source.setPassword(get().postgres().password());
            Flyway.configure().dataSource(source).load().migrate();
            database = source;
        }
        return database;
    }

    /** A configuration with its defaults and some values of the test's. */
    public static <C> C config(Class<C> mapping, Map<String, String> values) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                // As Quarkus reads durations and sizes: 500ms, 90d, 64K.
                .withConverter(Duration.class, 300, new DurationConverter())
                .withConverter(MemorySize.class, 300, new MemorySizeConverter());
        values.forEach(builder::withDefaultValue);
        return builder.withMapping(mapping).build().getConfigMapping(mapping);
    }
}
