package dev.carillon.operations;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The pod's own log lines. */
@ConfigMapping(prefix = "carillon.log")
interface LogConfig {

    /**
     * How much memory log lines may take, by an estimate, while they wait for the output. Further lines are dropped and
     * counted: an output that nobody reads must not stop the pod.
     */
    @WithDefault("4M")
    MemorySize queueBytes();

    /** How long a pod that stops waits for the output to take the lines that are left. */
    @WithDefault("2s")
    Duration flushTimeout();
}
