package dev.carillon.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LingerTest {

    private static final Duration LENGTH = Duration.ofNanos(200_000);

    private final List<Long> pauses = new ArrayList<>();
    private final Linger linger = new Linger(LENGTH, pauses::add);

    @Test
    void waitsWhereFewHaveComeBackAfterALargeTransaction() {
        linger.before(9, 20);
        assertThat(pauses).containsExactly(200_000L);
    }

    @Test
    void beginsAtOnceWhereHalfHaveComeBack() {
        linger.before(10, 20);
        assertThat(pauses).isEmpty();
    }

    @Test
    void neverWaitsWhereNobodyDoes() {
        linger.before(0, 20);
        assertThat(pauses).isEmpty();
    }

    @Test
    void callersWhoAreFewAnywayWaitForNobody() {
        linger.before(1, 1);
        linger.before(1, 2);
        linger.before(1, 3);
        assertThat(pauses).isEmpty();
    }

    @Test
    void zeroBeginsEveryTransactionAtOnce() {
        new Linger(Duration.ZERO, pauses::add).before(1, 100);
        assertThat(pauses).isEmpty();
    }
}
