package dev.carillon.stream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The open connections. */
@ConfigMapping(prefix = "carillon.stream")
public interface StreamConfig {

    /** How often each connection is sent a keep-alive; must be shorter than the idle time-out of every proxy. */
    @WithDefault("30s")
    Duration keepAlive();

    /** How long a socket may accept nothing before its connection is closed; the client resumes by its cursor. */
    @WithDefault("60s")
    Duration stallTimeout();

    /** The shortest pause that browsers are told to make before they reconnect; drawn at random per connection. */
    @WithDefault("2s")
    Duration retryMin();

    /** The longest pause that browsers are told to make before they reconnect. */
    @WithDefault("8s")
    Duration retryMax();

    /**
     * The kernel's send buffer for a stream, in bytes. With the kernel's own choice a client that stops reading takes
     * up to 4 MB before anybody notices.
     */
    @WithDefault("131072")
    int sendBufferBytes();

    /** Above this many unsent bytes a connection counts as full, and its client as behind. */
    @WithDefault("65536")
    int writeBufferHigh();

    /** Below this many unsent bytes a full connection takes more. */
    @WithDefault("16384")
    int writeBufferLow();
}
