package dev.carillon.fanout;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

class RecentLogInterleavingsTest {

    /** One appends, others read: a reader finds the frame it asked for or none, in every interleaving. */
    @Test
    void readersAreLinearizableBesideTheOneThatAppends() {
        new ModelCheckingOptions()
                .iterations(20)
                .invocationsPerIteration(200)
                .threads(2)
                .actorsPerThread(3)
                .check(Interleavings.class);
    }

    /** The operations that are interleaved; ids begin so that the ring grows and wraps within a few appends. */
    public static class Interleavings {

        private final RecentLog log = new RecentLog(0, 16, 60, new RecentLogBudget(Long.MAX_VALUE));
        private long next = 1;

        @Operation(nonParallelGroup = "appender")
        public long append() {
            log.append(RecentLogTest.frame(next, 20));
            return next++;
        }

        @Operation
        public long find(@Param(gen = IntGen.class, conf = "1:8") int id) {
            Frame found = log.find(id);
            return found == null ? -1 : found.id();
        }
    }
}
