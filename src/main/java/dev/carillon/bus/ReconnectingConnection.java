package dev.carillon.bus;

import io.vertx.core.Context;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Redis that reconnects as long as the pod lives. The client library reconnects too, but restores neither
 * handlers nor subscriptions.
 *
 * <p>Each connection has its own client, which is closed with it: a shared pool would take back a connection that was
 * given up because of its silence, and hand it out again.
 *
 * <p>Owned by one Vert.x context; every method is called there.
 */
final class ReconnectingConnection {

    private static final Logger LOG = Logger.getLogger(ReconnectingConnection.class);

    private final String name;
    private final Supplier<Redis> clients;
    private final Context context;
    private final BusConfig config;
    private final Consumer<RedisConnection> onUp;
    private final Consumer<Response> onPush;
    private final Runnable onDown;
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    private int failures;
    private boolean stopped;

    ReconnectingConnection(
            String name,
            Supplier<Redis> clients,
            Context context,
            BusConfig config,
            Consumer<RedisConnection> onUp,
            Consumer<Response> onPush,
            Runnable onDown) {
        this.name = name;
        this.clients = clients;
        this.context = context;
        this.config = config;
        this.onUp = onUp;
        this.onPush = onPush;
        this.onDown = onDown;
    }

    void connect() {
        if (client != null || stopped) {
            return;
        }
        Redis attempt = clients.get();
        client = attempt;
        // A frozen server accepts the connection and never answers the handshake.
        attempt.connect()
                .timeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(made -> context.runOnContext(v -> {
                    if (attempt != client) {
                        return;
                    }
                    if (made.succeeded()) {
                        onConnected(made.result());
                    } else {
                        onConnectFailed(made.cause());
                    }
                }));
    }

    private void onConnected(RedisConnection made) {
        connection = made;
        // A failed write calls only the exception handler, an orderly end only the end handler.
        made.handler(onPush::accept);
        made.endHandler(v -> context.runOnContext(w -> onLost(made, "ended")));
        made.exceptionHandler(
                e -> context.runOnContext(w -> onLost(made, e.getClass().getSimpleName())));
        if (failures > 0) {
            LOG.infof("Redis connection regained: link=%s", name);
        }
        failures = 0;
        onUp.accept(made);
    }

    private void onConnectFailed(Throwable failure) {
        if (failures == 0) {
            LOG.warnf("Redis cannot be reached: link=%s reason=%s", name, failure.getMessage());
        }
        giveUp();
        connectLater();
        onDown.run();
    }

    private void onLost(RedisConnection lost, String reason) {
        if (lost == connection) {
            LOG.warnf("Redis connection lost: link=%s reason=%s", name, reason);
            rebuild();
            onDown.run();
        }
    }

    /** Replaces an open connection; an attempt to connect continues. */
    void rebuild() {
        if (connection != null) {
            giveUp();
            connectLater();
        }
    }

    private void giveUp() {
        connection = null;
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /** Full jitter, so that the pods of a cluster do not all reconnect to a restarted Redis at the same moment. */
    private void connectLater() {
        if (stopped) {
            return;
        }
        long min = config.reconnectMin().toMillis();
        long longest = Math.min(config.reconnectMax().toMillis(), min << Math.min(failures, 16));
        failures++;
        long pause = ThreadLocalRandom.current().nextLong(min / 2, Math.max(longest, min) + 1);
        context.owner().setTimer(Math.max(1, pause), t -> context.runOnContext(v -> connect()));
    }

    /** Null while disconnected. */
    @Nullable
    RedisConnection connection() {
        return connection;
    }

    void stop() {
        stopped = true;
        giveUp();
    }
}
