package dev.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RejectionsTest {

    private static final QuotaOwner ADA = new QuotaOwner("one", "ada", false);
    private static final QuotaOwner BOB = new QuotaOwner("one", "bob", false);
    private static final QuotaOwner CARL = new QuotaOwner("other", "carl", false);

    private final Vertx vertx = Vertx.vertx();
    private final FairPermits places = new FairPermits(new FairPermits.Bounds(3, 2, 0));

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void rejectionsAreHeldBackUpToABoundAndAnsweredAtOnceBeyond() {
        // Given
        Rejections rejections = new Rejections(vertx, Duration.ofHours(1), places);
        // When
        Future<Void> first = rejections.holdBack(ADA);
        Future<Void> second = rejections.holdBack(BOB);
        Future<Void> third = rejections.holdBack(ADA);
        Future<Void> others = rejections.holdBack(CARL);
        Future<Void> beyond = rejections.holdBack(CARL);
        // Then
        assertThat(first.isComplete()).isFalse();
        assertThat(second.isComplete()).isFalse();
        assertThat(third.succeeded()).isTrue();
        assertThat(others.isComplete()).isFalse();
        assertThat(beyond.succeeded()).isTrue();
        assertThat(places.taken()).isEqualTo(3);
    }

    @Test
    void answerIsSentInTheEndAndItsPlaceIsFree() {
        // Given
        Rejections rejections = new Rejections(vertx, Duration.ofMillis(50), places);
        // When
        Future<Void> held = rejections.holdBack(ADA);
        // Then
        Awaitility.await().until(held::succeeded);
        assertThat(places.taken()).isZero();
    }

    @Test
    void nothingIsHeldBackWhereThatIsSwitchedOff() {
        assertThat(new Rejections(vertx, Duration.ZERO, places).holdBack(ADA).succeeded())
                .isTrue();
    }
}
