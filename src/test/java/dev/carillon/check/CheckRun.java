package dev.carillon.check;

import dev.carillon.bus.BusConfig;
import dev.carillon.embedded.EmbeddedServices;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The output of {@code check}, and its exit status. */
record CheckRun(int status, String output) {

    static final String SECRET = "a secret of tests that has 32 bytes";

    /** The settings of a pod on these services. */
    static Map<String, String> pod(EmbeddedServices services) {
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.datasource.jdbc.url", services.postgres().jdbcUrl());
        settings.put("quarkus.datasource.username", services.postgres().applicationUser());
        settings.put("quarkus.datasource.password", services.postgres().applicationPassword());
        settings.put("quarkus.flyway.username", services.postgres().user());
        settings.put("quarkus.flyway.password", services.postgres().password());
        settings.put("quarkus.redis.hosts", services.redis().url());
        settings.put("quarkus.redis.bus.hosts", services.redis().url());
        settings.put("carillon.bus.secrets", SECRET);
        settings.put("carillon.session.secrets", SECRET);
        settings.put("carillon.api-keys.secrets", SECRET);
        settings.put("carillon.stream.max-per-pod", "100");
        return settings;
    }

    static CheckRun of(Map<String, String> settings, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SmallRyeConfig config = config(settings);
        int status = new CheckCommand(
                        config,
                        config.getConfigMapping(BusConfig.class),
                        Clock.systemUTC(),
                        new PrintStream(out, true, StandardCharsets.UTF_8))
                .run(arguments);
        return new CheckRun(status, out.toString(StandardCharsets.UTF_8));
    }

    static SmallRyeConfig config(Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 300, new DurationConverter())
                .withConverter(MemorySize.class, 300, new MemorySizeConverter());
        settings.forEach(builder::withDefaultValue);
        return builder.withMapping(BusConfig.class).build();
    }

    /** The line about this; fails if there is none. */
    String line(String subject) {
        return output.lines()
                .filter(line -> line.matches("\\S+ +" + subject + " .*"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No line about " + subject + " in\n" + output));
    }
}
