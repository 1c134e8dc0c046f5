package dev.carillon.stream;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

class OpenRateInterleavingsTest {

    @Test
    void noMoreAreAdmittedInAnyInterleaving() {
        new ModelCheckingOptions()
                .iterations(5)
                .invocationsPerIteration(200)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(0)
                .check(Opens.class);
    }

    /** Time stands still: one is admitted. */
    public static class Opens {

        private final OpenRate one = new OpenRate(1, () -> 0L);

        @Operation
        public boolean admit() {
            return one.admit();
        }
    }
}
