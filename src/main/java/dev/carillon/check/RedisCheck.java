package dev.carillon.check;

import dev.carillon.bus.BusConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Redis: version, what its memory and its buffers do when they are full, the account's rights, and whether it delivers. */
final class RedisCheck implements CheckPart {

    private static final int ANSWER_SECONDS = 5;
    private static final Pattern VERSION = Pattern.compile("(?m)^redis_version:(?<version>\\d+\\.\\d+)[.\\d]*");
    private static final Pattern OF_SUBSCRIBERS = Pattern.compile("(?<hard>\\d+) (?<soft>\\d+) (?<seconds>\\d+)$");
    private static final double OLDEST = 6.2;
    private static final double OLDEST_SHARDED = 7.0;
    // 16 MiB: a second of a busy pod's messages. docs/operations.md, Sizing, recommends 64 MiB.
    private static final long SUBSCRIBER_BYTES = 16L << 20;
    private static final long KEY_MILLIS = 5000;

    private final RedisSettings settings;
    private final BusConfig bus;
    private final String sessionPrefix;
    private final Clock time;
    // Of this run alone, so that two runs do not disturb each other.
    private final String name = "carillon:check:{" + UUID.randomUUID() + "}";

    RedisCheck(RedisSettings settings, BusConfig bus, String sessionPrefix, Clock time) {
        this.settings = settings;
        this.bus = bus;
        this.sessionPrefix = sessionPrefix;
        this.time = time;
    }

    @Override
    public void run(Consumer<Finding> tell) {
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        Redis redis = Redis.createClient(vertx, settings.options());
        try {
            RedisConnection connection = await(redis.connect());
            tell.accept(version(connection));
            tell.accept(clock(connection));
            tell.accept(eviction(connection));
            tell.accept(buffers(connection));
            tell.accept(rights(connection));
            tell.accept(delivery(redis, connection));
        } catch (CheckFailed e) {
            tell.accept(Finding.failure(settings.subject(), "cannot be reached: " + e.getMessage()));
        } finally {
            redis.close();
            vertx.close();
        }
    }

    private Finding version(RedisConnection connection) {
        String subject = settings.subject() + " version";
        try {
            String info = ask(connection, Command.INFO, "server").toString();
            Matcher version = VERSION.matcher(info);
            if (!version.find()) {
                return Finding.unknown(subject, "the server does not name it");
            }
            double number = Double.parseDouble(version.group("version"));
            double needed = bus.sharded() ? OLDEST_SHARDED : OLDEST;
            String text = version.group().substring("redis_version:".length())
                    + (info.contains("valkey_version") ? " (Valkey, as it tells Redis clients)" : "") + ", needs "
                    + needed
                    + (bus.sharded() ? " for sharded channels" : "");
            return number < needed ? Finding.failure(subject, text) : Finding.ok(subject, text);
        } catch (CheckFailed e) {
            return Finding.unknown(subject, Finding.reason(e));
        }
    }

    private Finding clock(RedisConnection connection) {
        try {
            Instant before = time.instant();
            Response answer = ask(connection, Command.TIME);
            Instant theirs =
                    Instant.ofEpochSecond(answer.get(0).toLong(), answer.get(1).toLong() * 1000);
            return Clocks.compare(settings.subject() + " clock", before, theirs, time.instant());
        } catch (CheckFailed e) {
            return Finding.unknown(settings.subject() + " clock", Finding.reason(e));
        }
    }

    /** A Redis that evicts any key may drop sessions and budgets; one that rejects writes fails those who sign in. */
    private Finding eviction(RedisConnection connection) {
        String subject = settings.subject() + " eviction";
        try {
            String policy = ask(connection, Command.CONFIG, "GET", "maxmemory-policy")
                    .get("maxmemory-policy")
                    .toString();
            String text = "maxmemory-policy " + policy;
            return policy.startsWith("allkeys")
                    ? Finding.warning(subject, text + " may drop sessions: use noeviction or volatile-ttl")
                    : Finding.ok(subject, text);
        } catch (CheckFailed e) {
            return Finding.unknown(subject, Finding.reason(e));
        }
    }

    private Finding buffers(RedisConnection connection) {
        String subject = settings.subject() + " buffers";
        try {
            String limits = ask(connection, Command.CONFIG, "GET", "client-output-buffer-limit")
                    .get("client-output-buffer-limit")
                    .toString();
            Matcher subscribers = OF_SUBSCRIBERS.matcher(limits);
            if (!subscribers.find()) {
                return Finding.unknown(subject, limits);
            }
            long hard = Long.parseLong(subscribers.group("hard"));
            long soft = Long.parseLong(subscribers.group("soft"));
            boolean small = (hard > 0 && hard < SUBSCRIBER_BYTES) || (soft > 0 && soft < SUBSCRIBER_BYTES);
            String text = "client-output-buffer-limit of subscribers " + hard + " " + soft + " "
                    + subscribers.group("seconds");
            return small
                    ? Finding.warning(
                            subject,
                            text
                                    + ": a pod that pauses loses its connection and repairs the gap (docs/operations.md, Sizing)")
                    : Finding.ok(subject, text);
        } catch (CheckFailed e) {
            return Finding.unknown(subject, Finding.reason(e));
        }
    }

    /** Tries each command that pods send, on keys that nobody else has. */
    private Finding rights(RedisConnection connection) {
        String subject = settings.subject() + " rights";
        List<String> lacking = new ArrayList<>();
        for (Request request : commands()) {
            try {
                await(connection.send(request));
            } catch (CheckFailed e) {
                lacking.add(request.command() + ": " + e.getMessage());
            }
        }
        return lacking.isEmpty()
                ? Finding.ok(subject, "keys carillon:* and " + sessionPrefix + "*, channels carillon:*")
                : Finding.failure(subject, String.join("; ", lacking));
    }

    private List<Request> commands() {
        String session = sessionPrefix + name;
        return List.of(
                Request.cmd(Command.SET).arg(name).arg("1").arg("PX").arg(KEY_MILLIS),
                Request.cmd(Command.GET).arg(session),
                Request.cmd(Command.MGET).arg(session),
                Request.cmd(Command.DEL).arg(session),
                Request.cmd(Command.EXISTS).arg(name),
                Request.cmd(Command.EVAL)
                        .arg("return redis.call('get', KEYS[1])")
                        .arg(1)
                        .arg(name),
                Request.cmd(Command.GETDEL).arg(name));
    }

    /** A message that comes back over a subscription, as the bus needs it. */
    private Finding delivery(Redis redis, RedisConnection publisher) {
        String subject = settings.subject() + " delivery";
        try {
            CompletableFuture<Long> heard = new CompletableFuture<>();
            CompletableFuture<Void> subscribed = new CompletableFuture<>();
            RedisConnection subscriber = await(redis.connect());
            long start = System.nanoTime();
            subscriber.handler(push -> {
                String kind = push.size() > 0 ? push.get(0).toString() : "";
                if (kind.endsWith("subscribe")) {
                    subscribed.complete(null);
                } else if (kind.endsWith("message")) {
                    heard.complete(System.nanoTime() - start);
                }
            });
            // The command's own answer comes as a push, or as an error.
            subscriber
                    .send(Request.cmd(bus.sharded() ? Command.SSUBSCRIBE : Command.SUBSCRIBE)
                            .arg(name))
                    .onFailure(subscribed::completeExceptionally)
                    .onSuccess(done -> subscribed.complete(null));
            await(subscribed);
            await(publisher.send(Request.cmd(bus.sharded() ? Command.SPUBLISH : Command.PUBLISH)
                    .arg(name)
                    .arg("check")));
            long micros = await(heard) / 1000;
            return Finding.ok(subject, "a message came back within " + micros + " µs");
        } catch (CheckFailed e) {
            return Finding.failure(subject, "no message comes back: " + e.getMessage());
        }
    }

    private static Response ask(RedisConnection connection, Command command, String... arguments) throws CheckFailed {
        Request request = Request.cmd(command);
        for (String argument : arguments) {
            request.arg(argument);
        }
        return await(connection.send(request));
    }

    private static <T> T await(Future<T> answer) throws CheckFailed {
        return await(answer.toCompletionStage().toCompletableFuture());
    }

    private static <T> T await(CompletableFuture<T> answer) throws CheckFailed {
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CheckFailed(Finding.reason(e.getCause() == null ? e : e.getCause()));
        } catch (TimeoutException e) {
            throw new CheckFailed("no answer within " + Duration.ofSeconds(ANSWER_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CheckFailed("interrupted");
        }
    }

    private static final class CheckFailed extends Exception {
        private static final long serialVersionUID = 1L;

        CheckFailed(String reason) {
            super(reason);
        }
    }
}
