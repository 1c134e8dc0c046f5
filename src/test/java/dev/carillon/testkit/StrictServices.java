package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.embedded.EmbeddedRedis;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A Redis with a password and an account that may do what {@code docs/operations.md} lists, and nothing else: the default
 * one, so that only a password is configured. And a database whose defaults are stricter than PostgreSQL's own, as
 * {@code alter database … set …} would make them, for the connections of this application alone.
 */
public final class StrictServices implements QuarkusTestResourceLifecycleManager {

    private static final Pattern RIGHTS = Pattern.compile("(?m)^ACL SETUSER \\S+ on >\\S+ (.*)$");
    private static final String PASSWORD = "s3cret@%";

    private EmbeddedRedis redis;

    @Override
    public int order() {
        return 1;
    }

    @Override
    public Map<String, String> start() {
        redis = EmbeddedRedis.start();
        try {
            var rights = RIGHTS.matcher(Files.readString(Path.of("docs/operations.md")));
            assertThat(rights.find()).isTrue();
            new RedisFaults("127.0.0.1", redis.port())
                    .command(("ACL SETUSER default reset on >" + PASSWORD + " " + rights.group(1)).split(" "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "carillon.pod-name",
                "another",
                "quarkus.redis.hosts",
                redis.url(),
                "quarkus.redis.password",
                PASSWORD,
                "quarkus.datasource.jdbc.additional-jdbc-properties.options",
                "-c idle_session_timeout=2000 -c default_transaction_isolation=serializable");
    }

    @Override
    public void stop() {
        redis.close();
    }
}
