package dev.carillon.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP link on the loopback that can be made bad while in use. One thread, buffers bounded per connection: if the
 * reader stops, the proxy stops taking from the writer. Every switch has taken effect when its method returns.
 *
 * <p>A black hole here differs from a cut cable: the kernels on both ends still acknowledge, so TCP_USER_TIMEOUT and
 * TCP keep-alive see a healthy peer that says nothing.
 */
public final class ChaosProxy implements AutoCloseable {
    public enum Direction {
        TO_TARGET,
        FROM_TARGET
    }

    /** The link's present behavior. The rate is for all connections together, each way. */
    record Weather(Duration delay, long bytesPerSecond, boolean holdToTarget, boolean holdFromTarget) {
        static final Weather FAIR = new Weather(Duration.ZERO, Long.MAX_VALUE, false, false);

        boolean holds(Direction direction) {
            return direction == Direction.TO_TARGET ? holdToTarget : holdFromTarget;
        }
    }

    private static final int SOCKET_BUFFER_BYTES = 64 * 1024;
    private static final Duration SWITCH_LIMIT = Duration.ofSeconds(5);

    private final Selector selector;
    private final int port;
    private final Thread thread;
    private final Queue<Runnable> switches = new ConcurrentLinkedQueue<>();
    private final List<ProxiedConnection> connections = new ArrayList<>();
    private final AtomicLong accepted = new AtomicLong();
    private final ThrottledFlow toTarget = new ThrottledFlow(Direction.TO_TARGET);
    private final ThrottledFlow fromTarget = new ThrottledFlow(Direction.FROM_TARGET);
    private volatile int open;
    private volatile boolean closed;
    private volatile InetSocketAddress target;
    private ServerSocketChannel listener;
    private Weather weather = Weather.FAIR;

    private ChaosProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.selector = Selector.open();
        this.port = listen(0);
        this.thread = new Thread(this::run, "chaos-proxy-" + port);
        this.thread.setDaemon(true);
    }

    /** Listens on a free port of 127.0.0.1 and forwards there. */
    public static ChaosProxy to(String host, int port) {
        try {
            ChaosProxy proxy = new ChaosProxy(new InetSocketAddress(host, port));
            proxy.thread.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** Where new connections go from now on; existing ones stay until cut. */
    public void retarget(String host, int newPort) {
        change(() -> target = new InetSocketAddress(host, newPort));
    }

    /** Ends every fault, and listens again if it had stopped. */
    public void pass() {
        change(() -> weather = Weather.FAIR);
        accept();
    }

    /** Holds every byte back so long, each way; buffers are bounded, so a long delay also limits the rate. */
    public void delay(Duration eachWay) {
        change(() ->
                weather = new Weather(eachWay, weather.bytesPerSecond, weather.holdToTarget, weather.holdFromTarget));
    }

    public void bandwidth(long bytesPerSecond) {
        change(() ->
                weather = new Weather(weather.delay, bytesPerSecond, weather.holdToTarget, weather.holdFromTarget));
    }

    /** Accepts and forwards nothing, not even the end of a connection, until {@link #heal()}. */
    public void blackHole() {
        change(() -> weather = new Weather(weather.delay, weather.bytesPerSecond, true, true));
    }

    /** Forwards nothing in that direction. */
    public void blackHole(Direction direction) {
        change(() -> weather = new Weather(
                weather.delay,
                weather.bytesPerSecond,
                weather.holdToTarget || direction == Direction.TO_TARGET,
                weather.holdFromTarget || direction == Direction.FROM_TARGET));
    }

    /** Ends a black hole: held bytes flow on, as TCP would resend them. Delay and bandwidth stay. */
    public void heal() {
        change(() -> weather = new Weather(weather.delay, weather.bytesPerSecond, false, false));
    }

    /** Resets every open connection at both ends; bytes under way are lost. */
    public void cutAll() {
        change(() -> connections.forEach(connection -> connection.end(true)));
    }

    /** New connections fail; open ones stay. */
    public void refuse() {
        change(() -> {
            listener.close();
            selector.selectNow(); // Only now is the port given back.
        });
    }

    /** Listens again on the same port. */
    public void accept() {
        change(() -> {
            if (!listener.isOpen()) {
                listen(port);
            }
        });
    }

    public long connectionsAccepted() {
        return accepted.get();
    }

    int connectionsOpen() {
        return open;
    }

    /** Bytes handed on in that direction. */
    public long bytesForwarded(Direction direction) {
        return (direction == Direction.TO_TARGET ? toTarget : fromTarget).forwarded();
    }

    /** Resets the open connections and ends the thread. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        selector.wakeup();
        try {
            thread.join(SWITCH_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Switch {
        void run() throws IOException;
    }

    private void change(Switch change) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        switches.add(() -> {
            try {
                change.run();
                done.complete(null);
            } catch (IOException e) {
                done.completeExceptionally(e);
            }
        });
        selector.wakeup();
        done.orTimeout(SWITCH_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    private int listen(int wantedPort) throws IOException {
        listener = ServerSocketChannel.open();
        listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        listener.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wantedPort), 1024);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        return listener.socket().getLocalPort();
    }

    private void run() {
        try (selector) {
            long waitMillis = 0;
            while (!closed) {
                if (waitMillis == 0) {
                    selector.selectNow(this::onSelected);
                } else {
                    selector.select(this::onSelected, waitMillis);
                }
                for (Runnable next = switches.poll(); next != null; next = switches.poll()) {
                    next.run();
                }
                waitMillis = pumpAll();
            }
            listener.close();
            connections.forEach(connection -> connection.end(true));
            selector.selectNow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void onSelected(SelectionKey key) {
        if (key.attachment() instanceof ProxiedConnection) {
            return; // Every turn pumps every connection: links have few, and a fault may be waiting for its time.
        }
        try {
            for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
                accepted.incrementAndGet();
                connections.add(new ProxiedConnection(selector, client, SOCKET_BUFFER_BYTES));
            }
        } catch (IOException e) {
            // The client was gone before it was accepted.
        }
    }

    private long pumpAll() {
        long now = System.nanoTime();
        toTarget.refill(now, weather);
        fromTarget.refill(now, weather);
        long wakeAt = now + 1_000_000_000L;
        for (ProxiedConnection connection : connections) {
            wakeAt = Math.min(wakeAt, connection.pump(now, target, toTarget, fromTarget));
        }
        connections.removeIf(ProxiedConnection::ended);
        open = connections.size();
        return Math.max(1, (wakeAt - now + 999_999) / 1_000_000);
    }
}
