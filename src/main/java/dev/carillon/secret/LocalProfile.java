package dev.carillon.secret;

import io.smallrye.config.SmallRyeConfig;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Whether this pod is somebody's own, on which weak secrets and plain HTTP harm nobody: where it runs with the profile
 * {@code local} ({@code QUARKUS_PROFILE=local}) or in development mode. Tests are not: they run under the rules that
 * production has.
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
