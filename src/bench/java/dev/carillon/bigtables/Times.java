package dev.carillon.bigtables;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/** Times and pages of the runs of one request. */
final class Times {

    private final double[] driver;
    private final ServerWork.Count[] server;
    private int runs;

    Times(int most) {
        driver = new double[most];
        server = new ServerWork.Count[most];
    }

    void measure(ServerWork work, Request request, Shape.Reader reader) throws SQLException {
        ServerWork.Count before = work.now();
        long begun = System.nanoTime();
        request.run(reader);
        driver[runs] = (System.nanoTime() - begun) / 1e6;
        server[runs] = work.now().since(before);
        runs++;
    }

    double driver(double quantile) {
        return quantile(driver, quantile);
    }

    double server(double quantile) {
        return quantile(of(ServerWork.Count::millis), quantile);
    }

    double pages() {
        return Arrays.stream(of(ServerWork.Count::pages)).average().orElse(0);
    }

    double read() {
        return Arrays.stream(of(ServerWork.Count::read)).average().orElse(0);
    }

    private double[] of(ToDoubleFunction<ServerWork.Count> part) {
        return Arrays.stream(server, 0, runs).mapToDouble(part).toArray();
    }

    private double quantile(double[] values, double quantile) {
        double[] sorted = Arrays.copyOf(values, runs);
        Arrays.sort(sorted);
        return runs == 0 ? 0 : sorted[(int) Math.min(runs - 1, quantile * runs)];
    }

    /** Asked for one user. */
    @FunctionalInterface
    interface Request {
        void run(Shape.Reader reader) throws SQLException;
    }
}
