package dev.carillon.bus;

import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.util.List;

/**
 * The processor time of the bus's MAC. Time on the processor instead of time that passes, because other programs share the
 * machine.
 */
public final class SealCost {

    private static final String CHANNEL = "carillon:org:{21}";
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final byte[] FIRST = new byte[32];
    private static final byte[] SECOND = new byte[32];

    static {
        SECOND[0] = 1;
    }

    private final BusSeal sender;
    private final BusSeal receiver;
    private final byte[] body;
    private final Buffer sealed;
    private long checksum;

    private SealCost(Secrets secrets, int bodyBytes) {
        this.sender = new BusSeal(secrets == Secrets.OFF ? List.of() : List.of(FIRST), Clock.systemUTC());
        this.receiver = new BusSeal(secrets.verify(), Clock.systemUTC());
        this.body = new byte[bodyBytes];
        this.sealed = sender.seal(CHANNEL, body);
        if (!(receiver.open(CHANNEL, sealed) instanceof BusSeal.Ours)) {
            throw new IllegalStateException("The message is not accepted");
        }
    }

    public static SealCost of(Secrets secrets, int bodyBytes) {
        return new SealCost(secrets, bodyBytes);
    }

    /** Nanoseconds of processor time to seal a message. */
    public double seal(int times) {
        long began = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            checksum += sender.seal(CHANNEL, body).length();
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - began) / times;
    }

    /** Nanoseconds of processor time to open it. */
    public double open(int times) {
        long began = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            checksum += receiver.open(CHANNEL, sealed).hashCode();
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - began) / times;
    }

    /** Depends on all results, so that none can be left out. */
    public long checksum() {
        return checksum;
    }

    /** The secrets of the receiving pod. */
    public enum Secrets {
        OFF("without a MAC"),
        ONE("with a MAC"),
        ROTATING("while a secret is replaced, by the second of two");

        private final String text;

        Secrets(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        private List<byte[]> verify() {
            return switch (this) {
                case OFF -> List.of();
                case ONE -> List.of(FIRST);
                case ROTATING -> List.of(SECOND, FIRST);
            };
        }
    }
}
