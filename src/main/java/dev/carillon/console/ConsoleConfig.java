package dev.carillon.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The operators' console at {@code /console}. */
@ConfigMapping(prefix = "carillon.console")
public interface ConsoleConfig {

    /** Whether there is a console. Without it pods send each other no status, and the routes answer 404. */
    @WithDefault("true")
    boolean enabled();

    /**
     * The role that a caller needs, as named in the session or token. The console shows the ids and connection counts
     * of all organizations: give the role to the people who run Carillon, not to an organization's administrators.
     */
    @WithDefault("carillon-operator")
    String role();

    /** Interval at which pods send each other their status, and consoles are updated. */
    @WithDefault("1s")
    Duration interval();

    /** Number of recent intervals that a pod keeps for the graphs of consoles that are opened later. */
    @WithDefault("120")
    int history();

    /** Number of organizations shown, those with the most connections. The rest is shown as a sum. */
    @WithDefault("20")
    int organizations();

    /** Maximum number of consoles on a pod. Further ones are told to reconnect, and may find another pod. */
    @WithDefault("20")
    int maxStreams();

    /** Maximum number of pods shown. Reports of further ones are dropped and counted. */
    @WithDefault("200")
    int maxPods();

    /** Time without a report after which a pod is shown as silent. */
    @WithDefault("5s")
    Duration silentAfter();

    /** Time without a report after which a pod is no longer shown. */
    @WithDefault("60s")
    Duration forgetAfter();

    /** Interval at which the operator's credential is checked again. */
    @WithDefault("10s")
    Duration recheck();

    /** Maximum age of a console's stream. The browser then opens another one, and the role is checked again. */
    @WithDefault("10m")
    Duration maxAge();
}
