package dev.carillon.operations;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a pod goes away. */
@ConfigMapping(prefix = "carillon.drain")
public interface DrainConfig {

    /** Over how long the open streams are closed, evenly and in random order. */
    @WithDefault("20s")
    Duration window();

    /** How much longer the pod waits for streams to end before it goes. */
    @WithDefault("6s")
    Duration grace();
}
