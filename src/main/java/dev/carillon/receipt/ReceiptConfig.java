package dev.carillon.receipt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Acknowledgements of clients. */
@ConfigMapping(prefix = "carillon.receipt")
public interface ReceiptConfig {

    /** How long the position of a client that does not come back is kept. */
    @WithDefault("30d")
    Duration keepPositions();

    /** How often each pod looks for positions to delete. */
    @WithDefault("1h")
    Duration sweepEvery();

    /** How many positions one statement deletes. */
    @WithDefault("1000")
    int sweepBatch();

    /** How many such statements a sweep makes; the next sweep goes on. */
    @WithDefault("1000")
    int sweepBatches();

    /** How many clients of a user are known; a further one replaces the one that was not seen for longest. */
    @WithDefault("100")
    int maxPerUser();

    /** How many clients a list of deliveries names; it says if there are more. */
    @WithDefault("1000")
    int maxDeliveries();
}
