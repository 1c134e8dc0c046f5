package dev.carillon.socket.wire;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The connections of the port that the gateway forwards to. */
@ConfigMapping(prefix = "carillon.connections")
public interface ConnectionConfig {

    /**
     * How many connections a pod holds, streams included; one more is closed before anything of it is read. Must be more
     * than {@code carillon.stream.max-per-pod}, or streams are cut instead of being told to find another pod; and less
     * than the process may have open files.
     */
    @WithDefault("60000")
    int max();
}
