package dev.carillon.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The operators' console at {@code /console}. */
@ConfigMapping(prefix = "carillon.console")
public interface ConsoleConfig {

    /** Whether there is a console; without it pods tell each other nothing about themselves, and the routes say 404. */
    @WithDefault("true")
    boolean enabled();

    /**
     * The role that a caller needs, as session or token names it. The console shows all organizations' ids and numbers of
     * connections: give it to those who run Carillon, not to an organization's administrators.
     */
    @WithDefault("carillon-operator")
    String role();

    /** How often pods tell each other how they are, and consoles are told. */
    @WithDefault("1s")
    Duration interval();

    /** How many of its last intervals a pod remembers for the graphs of a console that is opened later. */
    @WithDefault("120")
    int history();

    /** How many organizations are shown, those with the most connections; the rest is shown as a sum. */
    @WithDefault("20")
    int organizations();

    /** How many consoles a pod serves at once; further ones are told to come back, and may find another pod. */
    @WithDefault("20")
    int maxStreams();

    /** How many pods are shown; reports of further ones are dropped and counted. */
    @WithDefault("200")
    int maxPods();

    /** After how long without a word a pod is shown as silent. */
    @WithDefault("5s")
    Duration silentAfter();

    /** After how long without a word a pod is no longer shown. */
    @WithDefault("60s")
    Duration forgetAfter();

    /** How often it is looked whether what the operator has signed in with still says so. */
    @WithDefault("10s")
    Duration recheck();

    /** How long a console's stream lives; its browser opens another, for which the role is asked again. */
    @WithDefault("10m")
    Duration maxAge();
}
