package dev.carillon.cluster;

import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Command;
import dev.carillon.testkit.EmbeddedResource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Commands of the packaged application, as they are run in a pod. */
public final class KeyCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private KeyCommand() {}

    /** {@code create-api-key} with these arguments. */
    public static Command run(
            EmbeddedServices services, Path application, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of("create-api-key"));
        command.addAll(List.of(arguments));
        return any(services, application, environment, command);
    }

    /**
     * Any command, with the accounts of the embedded PostgreSQL, as a pod has them, unless the environment names others.
     *
     * @param arguments begin with the command
     */
    public static Command any(
            EmbeddedServices services, Path application, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                application.toString()));
        command.addAll(arguments);
        Map<String, String> all = new HashMap<>(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", services.postgres().jdbcUrl(),
                "QUARKUS_DATASOURCE_USERNAME", services.postgres().applicationUser(),
                "QUARKUS_DATASOURCE_PASSWORD", services.postgres().applicationPassword(),
                "QUARKUS_FLYWAY_USERNAME", services.postgres().user(),
                "QUARKUS_FLYWAY_PASSWORD", services.postgres().password(),
                "QUARKUS_REDIS_HOSTS", services.redis().url(),
                "CARILLON_BUS_SECRETS", EmbeddedResource.BUS_SECRET,
                "CARILLON_API_KEYS_SECRETS", Pod.API_KEYS_SECRET));
        all.putAll(environment);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(all);
        return Command.run(builder, PATIENCE);
    }
}
