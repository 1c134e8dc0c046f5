package dev.carillon.diagnosis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Diagnoses for support. */
@ConfigMapping(prefix = "carillon.diagnosis")
public interface DiagnosisConfig {

    /** How long the pod that is asked waits for the others. The answer leaves out pods that take longer. */
    @WithDefault("700ms")
    Duration patience();

    /** How many diagnoses a pod has in progress at once, for all organizations; further ones are answered 503. */
    @WithDefault("16")
    int maxWaiting();

    /** How many of these may belong to one organization. */
    @WithDefault("4")
    int maxWaitingPerOrganization();

    /** How many acknowledging clients of the user an answer names. */
    @WithDefault("100")
    int maxClients();
}
