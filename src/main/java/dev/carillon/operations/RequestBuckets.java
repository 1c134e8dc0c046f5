package dev.carillon.operations;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.LongStream;

/** Buckets for the times of requests, without which no quantile over several pods can be calculated. */
final class RequestBuckets {

    private static final String REQUESTS = "http.server.requests";

    // Few, since each is a series for each route, method and status.
    private static final double[] NANOS = LongStream.of(10, 50, 250, 1000, 5000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    private RequestBuckets() {}

    /** A producer, because the binder looks for beans. */
    static final class Producer {

        @Produces
        @Singleton
        MeterFilter bucketsOfRequests() {
            return new Filter();
        }
    }

    private static final class Filter implements MeterFilter {

        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            return id.getName().equals(REQUESTS)
                    ? DistributionStatisticConfig.builder()
                            .serviceLevelObjectives(NANOS)
                            .build()
                            .merge(config)
                    : config;
        }
    }
}
