package dev.carillon.socket.wire;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

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

    /**
     * How many requests of one HTTP/1.1 connection are taken before their answers are sent, at least 1. Beyond it nothing more is
     * read from the connection until half of them are answered. Over HTTP/2 the client is told how many streams it may
     * open.
     */
    @WithDefault("16")
    int maxPipelined();

    /**
     * How many requests of all connections together wait behind another one of their connection. Beyond it a connection
     * has one request at a time. A waiting request takes about 2 KB.
     */
    @WithDefault("10000")
    int maxPipelinedPerPod();

    /**
     * How long a connection lingers whose body was rejected unread, so that the client can finish writing and read the
     * answer. HTTP/1.1 only; over HTTP/2 the stream is reset.
     */
    @WithDefault("2s")
    Duration linger();

    /** How many bytes a lingering connection takes, and forgets, before it is cut. */
    @WithDefault("4M")
    MemorySize lingerSize();
}
