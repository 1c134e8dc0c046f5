package dev.carillon.monitoring.recording;

import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;

/**
 * Ninety seconds of two pods with a hundred streams and twenty creates a second, of which Redis is frozen for twenty; each
 * second both pods' {@code /q/metrics} are asked. Prints a table for {@code docs/operations.md}.
 */
public final class RecordedRun {

    private static final int SECONDS = 90;
    private static final int ROW = 10;
    private static final int FREEZE_AT = 30;
    private static final int THAW_AT = 50;
    private static final int STREAMS = 100;
    private static final int CREATE_EVERY_MILLIS = 50;

    private final double[] delivered = new double[SECONDS];
    private final double[] delay = new double[SECONDS];
    private final double[] hearing = new double[SECONDS];
    private final double[] repaired = new double[SECONDS];
    private double writtenBefore;
    private double delaySumBefore;
    private double delayCountBefore;
    private double repairedBefore;

    private RecordedRun() {}

    public static void main(String[] arguments) throws Exception {
        RecordedRun run = new RecordedRun();
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
        try (EmbeddedServices services = EmbeddedServices.start(PostgresSettings.temporary());
                Load load = new Load(services, PodSettings.of("recorded-run"), STREAMS)) {
            AtomicInteger number = new AtomicInteger();
            timer.scheduleAtFixedRate(
                    () -> load.create(number.getAndIncrement()), 0, CREATE_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            AtomicInteger second = new AtomicInteger(-1);
            timer.scheduleAtFixedRate(() -> run.tick(services, load, second.incrementAndGet()), 0, 1, TimeUnit.SECONDS)
                    .get(SECONDS + 30, TimeUnit.SECONDS);
        } catch (ExecutionException over) {
            System.out.println("recorded " + SECONDS + " s");
        } finally {
            timer.shutdownNow();
        }
        run.print();
        System.exit(0);
    }

    /** Ends by an exception, as a periodic task does. */
    private void tick(EmbeddedServices services, Load load, int second) {
        if (second == FREEZE_AT) {
            services.redis().pause();
        } else if (second == THAW_AT) {
            services.redis().resume();
        } else if (second >= SECONDS) {
            throw new IllegalStateException("over");
        }
        double written = load.sum("carillon_notifications_written_total");
        double sum = load.sum("carillon_delivery_delay_seconds_sum");
        double count = load.sum("carillon_delivery_delay_seconds_count");
        double repairs = load.sum("carillon_gap_repaired_total");
        hearing[second] = load.sum("carillon_bus_delivering");
        if (second > 0) {
            delivered[second] = written - writtenBefore;
            delay[second] = count == delayCountBefore ? 0 : 1000 * (sum - delaySumBefore) / (count - delayCountBefore);
            repaired[second] = repairs - repairedBefore;
        }
        writtenBefore = written;
        delaySumBefore = sum;
        delayCountBefore = count;
        repairedBefore = repairs;
    }

    private void print() {
        System.out.println(
                "| second | delivered a second | delay, ms | longest, ms | pods that hear the bus | repaired a second |");
        System.out.println("|---|--:|--:|--:|--:|--:|");
        for (int from = 0; from < SECONDS; from += ROW) {
            int to = from + ROW;
            System.out.printf(
                    Locale.ROOT,
                    "| %d to %d | %,.0f | %.0f | %.0f | %.0f to %.0f | %.0f |%n",
                    from,
                    to,
                    part(delivered, from).average().orElseThrow(),
                    part(delay, from).average().orElseThrow(),
                    part(delay, from).max().orElseThrow(),
                    part(hearing, from).min().orElseThrow(),
                    part(hearing, from).max().orElseThrow(),
                    part(repaired, from).average().orElseThrow());
        }
    }

    private static DoubleStream part(double[] seconds, int from) {
        return Arrays.stream(seconds, from, from + ROW);
    }
}
