package dev.carillon.preference;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Preferences: PostgreSQL stores them, and each pod has a copy for the users that are connected to it. */
@ConfigMapping(prefix = "carillon.preferences")
public interface PreferenceConfig {

    /** How often a pod asks for changes without a message; at least twice per {@code carillon.stream.keep-alive}. */
    @WithDefault("2s")
    Duration refreshEvery();

    /** Age from which the log reports a pod's copy as stale. */
    @WithDefault("15s")
    Duration staleAfter();

    /** How long the preferences of a user without a stream are kept, for the next poll. */
    @WithDefault("1m")
    Duration keepIdle();

    /** Memory of a pod's copy. Streams of further users are rejected, and go to another pod. */
    @WithDefault("64M")
    MemorySize podBytes();
}
