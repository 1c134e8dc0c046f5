package dev.carillon.monitoring;

import dev.carillon.testkit.EmbeddedResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
@WithTestResource(GaugesOfAnotherApplicationTest.AnotherName.class)
class GaugesOfAnotherApplicationTest extends Gauges {

    /** Makes it another application than those of other tests. */
    public static final class AnotherName implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            return Map.of("carillon.pod-name", "another");
        }

        @Override
        public void stop() {
            // Nothing runs.
        }
    }
}
