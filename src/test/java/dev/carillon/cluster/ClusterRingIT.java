package dev.carillon.cluster;

import org.junit.jupiter.api.extension.ExtendWith;

/** The ring over one Redis. */
@ExtendWith(WithCluster.class)
class ClusterRingIT extends ClusterRing {

    ClusterRingIT(BreakableCluster cluster) {
        super(cluster);
    }
}
