package dev.carillon.check;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.Config;

/**
 * A Redis of the configuration, with those keys of {@code quarkus.redis} that say where it is and how to sign in.
 *
 * @param subject its name in the lines
 */
record RedisSettings(String subject, RedisOptions options) {

    private static final int CONNECT_MILLIS = 3000;

    /** The Redis of sessions, and the bus's where that is another. */
    static List<RedisSettings> all(Config config) {
        List<RedisSettings> all = new ArrayList<>();
        if (!hosts(config, "quarkus.redis").isEmpty()) {
            all.add(new RedisSettings("redis", options(config, "quarkus.redis")));
            if (!hosts(config, "quarkus.redis.bus").equals(hosts(config, "quarkus.redis"))) {
                all.add(new RedisSettings("redis of the bus", options(config, "quarkus.redis.bus")));
            }
        }
        return all;
    }

    private static List<String> hosts(Config config, String prefix) {
        return config.getOptionalValues(prefix + ".hosts", String.class).orElse(List.of());
    }

    private static RedisOptions options(Config config, String prefix) {
        RedisOptions options = new RedisOptions().setPoolCleanerInterval(-1);
        hosts(config, prefix).forEach(options::addConnectionString);
        config.getOptionalValue(prefix + ".client-type", String.class)
                .ifPresent(type -> options.setType(RedisClientType.valueOf(type.toUpperCase(Locale.ROOT))));
        config.getOptionalValue(prefix + ".master-name", String.class).ifPresent(options::setMasterName);
        config.getOptionalValue(prefix + ".password", String.class).ifPresent(options::setPassword);
        options.setNetClientOptions(network(config, prefix));
        return options;
    }

    private static NetClientOptions network(Config config, String prefix) {
        NetClientOptions network = new NetClientOptions().setConnectTimeout(CONNECT_MILLIS);
        boolean enabled =
                config.getOptionalValue(prefix + ".tls.enabled", Boolean.class).orElse(false);
        boolean inAddress = hosts(config, prefix).stream().anyMatch(host -> host.startsWith("rediss:"));
        if (enabled || inAddress) {
            String name = config.getOptionalValue(prefix + ".tls-configuration-name", String.class)
                    .map(configured -> "." + configured)
                    .orElse("");
            network.setSsl(true)
                    .setTrustAll(config.getOptionalValue("quarkus.tls" + name + ".trust-all", Boolean.class)
                            .or(() -> config.getOptionalValue(prefix + ".tls.trust-all", Boolean.class))
                            .orElse(false));
            config.getOptionalValues("quarkus.tls" + name + ".trust-store.pem.certs", String.class)
                    .ifPresent(files -> {
                        PemTrustOptions trusted = new PemTrustOptions();
                        files.forEach(trusted::addCertPath);
                        network.setTrustOptions(trusted);
                    });
        }
        return network;
    }
}
