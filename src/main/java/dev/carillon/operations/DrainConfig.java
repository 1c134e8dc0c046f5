package dev.carillon.operations;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The drain of a pod before it stops. */
@ConfigMapping(prefix = "carillon.drain")
public interface DrainConfig {

    /** How long the pod takes to close its open streams, evenly and in random order. */
    @WithDefault("20s")
    Duration window();

    /** How much longer the pod waits for streams to end before it stops. */
    @WithDefault("6s")
    Duration grace();
}
