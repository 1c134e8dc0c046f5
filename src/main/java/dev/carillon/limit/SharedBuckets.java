package dev.carillon.limit;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The buckets that all pods share, in Redis. A script of our own, because the Redis back-ends of rate-limit libraries
 * bring a second client with connections, TLS and Sentinel settings of its own; it decides by Redis' clock, so that the
 * pods' clocks need not agree.
 */
final class SharedBuckets {

    private static final String PREFIX = "carillon:budget:{";

    /** Gives the microseconds to wait, 0 for taken. The same arithmetic as {@link LocalBuckets}. */
    private static final String SCRIPT = """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local full_at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0')) + tonumber(ARGV[1])
            local too_far = full_at - now - tonumber(ARGV[2])
            if too_far > 0 then return too_far end
            redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'EX', ARGV[3])
            return 0
            """;

    private final Redis redis;
    private final Duration timeout;

    SharedBuckets(Redis redis, Duration timeout) {
        this.redis = redis;
        this.timeout = timeout;
    }

    /** Zero if the tokens were taken, else how long to wait for them; failed if Redis does not answer in time. */
    Future<Duration> take(String caller, Rate rate, int tokens) {
        Request eval = Request.cmd(Command.EVAL)
                .arg(SCRIPT)
                .arg(1)
                .arg(PREFIX + caller + "}")
                .arg(rate.costMicros(tokens))
                .arg(rate.depthMicros(tokens))
                .arg(rate.timeToLive().toSeconds());
        return redis.send(eval)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .map(wait -> Duration.ofNanos(wait.toLong() * 1000));
    }
}
