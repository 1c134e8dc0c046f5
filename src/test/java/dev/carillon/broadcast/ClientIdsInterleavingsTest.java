package dev.carillon.broadcast;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

class ClientIdsInterleavingsTest {

    /** In one and the same millisecond: each is one more than the one before. */
    @Test
    void idsOfOneMillisecondAreUniqueWhicheverThreadAsks() {
        new StressOptions()
                .iterations(4)
                .invocationsPerIteration(150)
                .threads(3)
                .actorsPerThread(2)
                .check(Ids.class);
    }

    /** Clock and chance stand still, so that only the counter tells ids apart. */
    public static class Ids {

        private final ClientIds ids = new ClientIds(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), () -> 0L);

        @Operation
        public String next() {
            return ids.next("26", "21");
        }
    }
}
