package dev.carillon.socket.wire;

import dev.carillon.limit.LimitConfig;
import dev.carillon.route.RejectedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.DomainSocketServerStart;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits and guards the connections of each port of the pod, except the one of probes and metrics, which must answer
 * even when there are too many connections.
 */
@Singleton
class Connections {

    // Before every other filter.
    private static final int FIRST = 4000;

    // Of a domain socket.
    private static final int NO_PORT = 0;

    private final VertxInternal vertx;
    private final ConnectionConfig config;
    private final LimitConfig limits;
    private final HttpServer ports;
    private final Counter rejected;
    private final LingeringClose.Limits lingering;
    private final Pipeline.Limits pipelining;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();

    @Inject
    Connections(Vertx vertx, ConnectionConfig config, LimitConfig limits, HttpServer ports, MeterRegistry registry) {
        this.vertx = (VertxInternal) vertx;
        this.config = config;
        this.limits = limits;
        this.ports = ports;
        this.rejected = RejectedRequests.counter("connections", registry);
        this.lingering = new LingeringClose.Limits(
                config.linger(),
                config.lingerSize().asLongValue(),
                Counter.builder("carillon.connections.cut")
                        .description("Connections cut while the rest of a rejected body was still arriving")
                        .register(registry));
        Counter held = Counter.builder("carillon.connections.held")
                .description("Times that a connection was read no further, because too many of its requests waited")
                .register(registry);
        this.pipelining =
                new Pipeline.Limits(config.maxPipelined(), config.maxPipelinedPerPod(), waiting, held::increment);
        Gauge.builder("carillon.connections.pipelined", waiting, AtomicInteger::get)
                .description(
                        "HTTP/1.1 requests that wait behind another one of their connection, or for their answer to be read")
                .strongReference(true)
                .register(registry);
        Gauge.builder("carillon.connections.open", this, Connections::count)
                .description("Open connections of clients and gateways, streams included")
                .strongReference(true)
                .register(registry);
    }

    private int count() {
        return open.get();
    }

    void register(@Observes Filters filters) {
        filters.register(Connections::onlyMinded, FIRST);
    }

    void onHttp(@ObservesAsync HttpServerStart start) {
        standAt(ports.getPort(), start.options());
    }

    void onHttps(@ObservesAsync HttpsServerStart start) {
        standAt(ports.getSecurePort(), start.options());
    }

    void onSocket(@ObservesAsync DomainSocketServerStart start) {
        standAt(NO_PORT, start.options());
    }

    private void standAt(int port, HttpServerOptions options) {
        for (EventExecutor executor : vertx.getAcceptorEventLoopGroup()) {
            SingleThreadEventLoop acceptor = (SingleThreadEventLoop) executor;
            acceptor.execute(() -> acceptor.registeredChannelsIterator().forEachRemaining(server -> {
                if (server instanceof ServerChannel && portOf(server) == port) {
                    server.pipeline().addFirst(accepted(options));
                }
            }));
        }
    }

    private AcceptedConnections accepted(HttpServerOptions options) {
        return new AcceptedConnections(
                open,
                config.max(),
                rejected::increment,
                () -> new ConnectionStart(options, limits.bodyTimeout(), lingering, pipelining));
    }

    private static int portOf(Channel server) {
        return server.localAddress() instanceof InetSocketAddress address ? address.getPort() : NO_PORT;
    }

    /**
     * Closes a connection that was accepted before this class was listening: a moment of the start, before readiness.
     */
    private static void onlyMinded(RoutingContext context) {
        if (context.request().connection() instanceof ConnectionBase connection
                && connection.channel().hasAttr(ConnectionStart.MINDED)) {
            context.next();
        } else {
            context.request().connection().close();
        }
    }
}
