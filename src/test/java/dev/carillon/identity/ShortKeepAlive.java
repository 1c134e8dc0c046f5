package dev.carillon.identity;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Lets streams ask for their credentials often, and an organization revoke little. */
public final class ShortKeepAlive implements QuarkusTestResourceLifecycleManager {

    static final int MAX_REVOCATIONS = 3;

    @Override
    public Map<String, String> start() {
        return Map.of(
                "carillon.stream.keep-alive", "1s",
                "carillon.console.recheck", "1s",
                "carillon.api-keys.cache-for", "1s",
                "carillon.revocations.max-per-organization", Integer.toString(MAX_REVOCATIONS));
    }

    @Override
    public void stop() {}
}
