package dev.carillon.diagnosis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Questions of support. */
@ConfigMapping(prefix = "carillon.diagnosis")
public interface DiagnosisConfig {

    /** How long the pod that is asked waits for the others; who has not answered by then is not in the answer. */
    @WithDefault("700ms")
    Duration patience();

    /** How many questions a pod has under way at once, for all organizations; further ones are answered 503. */
    @WithDefault("16")
    int maxWaiting();

    /** How many of these may be of one organization. */
    @WithDefault("4")
    int maxWaitingPerOrganization();

    /** How many acknowledging clients of the user an answer names at the most. */
    @WithDefault("100")
    int maxClients();
}
