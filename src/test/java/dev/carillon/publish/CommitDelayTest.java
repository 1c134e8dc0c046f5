package dev.carillon.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitDelayTest {

    private static final Duration LENGTH = Duration.ofNanos(200_000);

    private final List<Long> pauses = new ArrayList<>();
    private final CommitDelay commitDelay = new CommitDelay(LENGTH, pauses::add);

    @Test
    void waitsWhereFewHaveComeBackAfterALargeTransaction() {
        commitDelay.before(9, 20);
        assertThat(pauses).containsExactly(200_000L);
    }

    @Test
    void beginsAtOnceWhereHalfHaveComeBack() {
        commitDelay.before(10, 20);
        assertThat(pauses).isEmpty();
    }

    @Test
    void neverWaitsWhereNobodyDoes() {
        commitDelay.before(0, 20);
        assertThat(pauses).isEmpty();
    }

    @Test
    void callersWhoAreFewAnywayWaitForNobody() {
        commitDelay.before(1, 1);
        commitDelay.before(1, 2);
        commitDelay.before(1, 3);
        assertThat(pauses).isEmpty();
    }

    @Test
    void zeroBeginsEveryTransactionAtOnce() {
        new CommitDelay(Duration.ZERO, pauses::add).before(1, 100);
        assertThat(pauses).isEmpty();
    }
}
