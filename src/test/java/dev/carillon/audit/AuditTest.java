package dev.carillon.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.identity.SignInFault;
import dev.carillon.identity.SignInMethod;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditTest {

    private static final AuditEvent FAILED =
            new AuditEvent.SignInFailed(SignInMethod.KEY, SignInFault.NOT_IN_FORCE, "9e455c447b18877b");
    private static final AuditContext SOMEWHERE = AuditContext.within("21", "26");
    private static final int PER_SECOND = 5;

    private final AtomicLong second = new AtomicLong();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final AuditLog log = new AuditLog();
    private Audit audit;

    @AfterEach
    void close() {
        audit.close();
        log.close();
    }

    @Test
    void floodOfFailedSignInsIsNoFloodOfLines() {
        // Given
        audit = audit(1_000);
        // When
        for (int i = 0; i < 10_000; i++) {
            audit.record(FAILED, AuditOutcome.REJECTED, SOMEWHERE);
        }
        second.incrementAndGet();
        // Then
        await().until(() -> !log.of(AuditEvent.LeftOut.class).isEmpty());
        audit.close();
        assertThat(log.of(AuditEvent.SignInFailed.class)).hasSize(PER_SECOND);
        AuditLog.Line summary = log.of(AuditEvent.LeftOut.class).get(0);
        assertThat(summary.field("kind")).isEqualTo("sign_in_failed");
        assertThat(summary.field("count")).isEqualTo("9995");
        assertThat(counted("carillon.audit.left.out", "sign_in_failed")).isEqualTo(9_995);
        assertThat(counted("carillon.audit.events", "sign_in_failed")).isEqualTo(PER_SECOND);
    }

    @Test
    void continuingFloodIsReportedEverySecond() {
        // Given
        audit = audit(1_000);
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < 2 * PER_SECOND; i++) {
                audit.record(FAILED, AuditOutcome.REJECTED, SOMEWHERE);
            }
            // When
            second.incrementAndGet();
            audit.record(new AuditEvent.KeyRevoked("k"), AuditOutcome.DONE, SOMEWHERE);
            // Then
            int told = round;
            await().until(() -> log.of(AuditEvent.LeftOut.class).size() == told);
        }
    }

    @Test
    void floodOfOneKindHidesNoOther() {
        // Given
        audit = audit(1_000);
        for (int i = 0; i < 10_000; i++) {
            audit.record(FAILED, AuditOutcome.REJECTED, SOMEWHERE);
        }
        // When
        audit.record(new AuditEvent.KeyRevoked("9e455c447b18877b"), AuditOutcome.DONE, SOMEWHERE);
        // Then
        await().until(() -> log.of(AuditEvent.KeyRevoked.class).size() == 1);
    }

    @Test
    void logThatStandsStillKeepsNobodyWaiting() throws Exception {
        // Given a handler that waits as a full pipe does
        CountDownLatch stands = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Handler pipe = new Handler() {
            @Override
            public void publish(LogRecord line) {
                stands.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger(AuditWriter.CATEGORY).addHandler(pipe);
        try {
            audit = audit(2);
            audit.record(FAILED, AuditOutcome.REJECTED, SOMEWHERE);
            stands.await();
            // When more come than may wait, on this thread, which nobody sets free
            for (int i = 0; i < PER_SECOND - 1; i++) {
                audit.record(FAILED, AuditOutcome.REJECTED, SOMEWHERE);
            }
            // Then
            assertThat(counted("carillon.audit.left.out", "sign_in_failed")).isEqualTo(2);
            assertThat(registry.get("carillon.audit.waiting").gauge().value()).isEqualTo(2);
            goOn.countDown();
            await().until(() -> log.of(AuditEvent.SignInFailed.class).size() == 3);
        } finally {
            goOn.countDown();
            Logger.getLogger(AuditWriter.CATEGORY).removeHandler(pipe);
        }
    }

    @Test
    void queuedEventsAreWrittenBeforeThePodStops() {
        // Given
        audit = audit(1_000);
        for (int i = 0; i < 2 * PER_SECOND; i++) {
            audit.record(FAILED, AuditOutcome.REJECTED, SOMEWHERE);
        }
        // When
        audit.close();
        // Then
        assertThat(log.of(AuditEvent.SignInFailed.class)).hasSize(PER_SECOND);
    }

    private Audit audit(int queueSize) {
        AuditConfig config = new AuditConfig() {
            @Override
            public int eventsPerSecond() {
                return PER_SECOND;
            }

            @Override
            public int queueSize() {
                return queueSize;
            }
        };
        return new Audit(config, registry, second::get);
    }

    private double counted(String counter, String event) {
        return registry.get(counter).tag("event", event).counter().count();
    }
}
