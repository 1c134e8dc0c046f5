package dev.carillon.proxy;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.testkit.SecondCluster;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code deploy/haproxy}. */
@SecondCluster
@ExtendWith(WithCluster.class)
class HaproxyIT extends ProxyContract {

    HaproxyIT(BreakableCluster cluster) {
        super(cluster);
    }

    @Override
    RealProxy start(Path directory, List<Target> targets) {
        return RealProxy.haproxy(directory, targets);
    }
}
