package dev.carillon.limit;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The buckets that all pods share, in Redis. It uses its own script, because rate-limit libraries bring a second Redis client
 * with separate connections, TLS and Sentinel settings. The script uses Redis' clock, so the pods' clocks need not agree.
 * From any thread.
 */
final class RedisRateLimiter {

    // The part in braces puts both buckets on the same node of a Redis Cluster.
    private static final String PREFIX = "carillon:budget:{";

    /**
     * Returns 0 if the tokens were taken; otherwise the number of the bucket that lacks them and the microseconds to wait.
     * Takes from all buckets or from none. The arithmetic is that of {@link LocalRateLimiter}.
     */
    private static final String SCRIPT = """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local full_at = {}
            for i, key in ipairs(KEYS) do
                full_at[i] = math.max(now, tonumber(redis.call('GET', key) or '0')) + tonumber(ARGV[3 * i - 2])
                local too_far = full_at[i] - now - tonumber(ARGV[3 * i - 1])
                if too_far > 0 then return {i, too_far} end
            end
            for i, key in ipairs(KEYS) do
                redis.call('SET', key, string.format('%.0f', full_at[i]), 'EX', ARGV[3 * i])
            end
            return {0, 0}
            """;

    private final Redis redis;
    private final Duration timeout;

    RedisRateLimiter(Redis redis, Duration timeout) {
        this.redis = redis;
        this.timeout = timeout;
    }

    /**
     * Null if the tokens were taken from the caller's and the organization's bucket; otherwise the share that lacks them.
     * Fails if Redis does not answer in time.
     *
     * @param organization may be unlimited
     */
    Future<FairRateLimiter.Rejected> take(QuotaOwner owner, RateLimit caller, RateLimit organization, int tokens) {
        List<String> keys = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        List<QuotaScope> shares = new ArrayList<>();
        add(keys, numbers, PREFIX + owner.organizationId() + "}/" + owner.userId(), caller, tokens);
        add(keys, numbers, PREFIX + owner.organizationId() + "}", organization, tokens);
        if (!caller.isUnlimited()) {
            shares.add(QuotaScope.CALLER);
        }
        if (!organization.isUnlimited()) {
            shares.add(QuotaScope.ORGANIZATION);
        }
        Request eval = Request.cmd(Command.EVAL).arg(SCRIPT).arg(keys.size());
        keys.forEach(eval::arg);
        numbers.forEach(eval::arg);
        return redis.send(eval)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .map(answer -> {
                    int lacking = answer.get(0).toInteger();
                    return lacking == 0
                            ? null
                            : new FairRateLimiter.Rejected(
                                    shares.get(lacking - 1),
                                    Duration.ofNanos(answer.get(1).toLong() * 1000));
                });
    }

    private static void add(List<String> keys, List<Long> numbers, String key, RateLimit rate, int tokens) {
        if (!rate.isUnlimited()) {
            keys.add(key);
            numbers.add(rate.costMicros(tokens));
            numbers.add(rate.depthMicros(tokens));
            numbers.add(rate.timeToLive().toSeconds());
        }
    }
}
