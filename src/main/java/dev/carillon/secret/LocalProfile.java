package dev.carillon.secret;

import io.smallrye.config.SmallRyeConfig;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Whether this pod is a developer's own, where weak secrets and plain HTTP do no harm. It is one with the profile
 * {@code local} ({@code QUARKUS_PROFILE=local}) or in development mode. Tests run under production's rules.
 */
public final class LocalProfile {

    private static final Set<String> LOCAL = Set.of("local", "dev");

    private LocalProfile() {}

    public static boolean isActive() {
        return isActive(ConfigProvider.getConfig());
    }

    static boolean isActive(Config config) {
        return config.unwrap(SmallRyeConfig.class).getProfiles().stream().anyMatch(LOCAL::contains);
    }
}
