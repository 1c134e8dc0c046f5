package dev.carillon.limit;

import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

class LocalRateLimiterInterleavingsTest {

    @Test
    void noTokenIsTakenTwiceInAnyInterleaving() {
        new ModelCheckingOptions()
                .iterations(4)
                .invocationsPerIteration(150)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(0)
                .check(Takes.class);
    }

    /** Time stands still: the bucket's four tokens are all there is. */
    public static class Takes {

        private final AtomicLong bucket = new AtomicLong(Long.MIN_VALUE);

        @Operation
        public long take(@Param(gen = IntGen.class, conf = "1:4") int tokens) {
            return LocalRateLimiter.take(bucket, new RateLimit(1, 4), tokens, () -> 0L)
                    .toSeconds();
        }
    }
}
