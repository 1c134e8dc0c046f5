package dev.carillon.receipt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Acknowledgements. */
@ConfigMapping(prefix = "carillon.receipt")
public interface ReceiptConfig {

    /** How long the position of a client that does not come back is kept. */
    @WithDefault("30d")
    Duration keepPositions();

    /** How often one of the pods looks for positions to forget. */
    @WithDefault("1h")
    Duration sweepEvery();

    /** How many positions one statement forgets. */
    @WithDefault("1000")
    int sweepBatch();

    /** How many such statements a sweep makes at the most; the next sweep goes on. */
    @WithDefault("1000")
    int sweepBatches();

    /** How many clients of a user are known; a further one takes the place of the one that was not seen for longest. */
    @WithDefault("100")
    int maxPerUser();

    /** How many clients a list of deliveries names at the most; it says when there are more. */
    @WithDefault("1000")
    int maxDeliveries();
}
