package dev.carillon.testkit;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Behaves as a browser's EventSource: comes back with {@code Last-Event-ID} after the reconnection time when a stream
 * ends, breaks or cannot be connected; closes permanently on any status but 200 and any other content type. Redirects
 * are not followed but count as such a final answer.
 */
public final class BrowserEventSource implements AutoCloseable {
    public enum State {
        CONNECTING,
        OPEN,
        CLOSED
    }

    /** The handlers that a page sets on its EventSource; called on the loop thread. */
    public interface Handlers {
        default void onOpen() {}

        default void onMessage(ReceivedEvent event) {}

        /** The stream is gone and will be tried again. */
        default void onLost(Ending ending) {}

        /** CLOSED by the server's answer. */
        default void onGaveUp(int status) {}
    }

    /** How patient the browser is; real ones wait what {@code retry} says, tests may not have the time. */
    public record Patience(Duration initialRetry, Duration floor, Duration ceiling, Duration silenceLimit) {
        /** As browsers: 3 s until told otherwise, and no limit to silence. */
        public static Patience ofBrowser() {
            return new Patience(Duration.ofSeconds(3), Duration.ofMillis(10), Duration.ofDays(1), Duration.ZERO);
        }

        /** Waits as long as the server says, up to this limit. */
        public Patience withCeiling(Duration longest) {
            return new Patience(initialRetry, floor, longest, silenceLimit);
        }

        public Patience withFloor(Duration shortest) {
            return new Patience(initialRetry, shortest, ceiling, silenceLimit);
        }

        /** As a page script that watches for pings and opens a new stream when there are none. */
        public Patience withSilenceLimit(Duration limit) {
            return new Patience(initialRetry, floor, ceiling, limit);
        }

        Duration wait(Duration told) {
            Duration capped = told.compareTo(ceiling) > 0 ? ceiling : told;
            return capped.compareTo(floor) < 0 ? floor : capped;
        }
    }

    private final SseClients clients;
    private final Supplier<List<InetSocketAddress>> pods;
    private final SseRequest request;
    private final Patience patience;
    private final Handlers handlers;
    private volatile State state = State.CONNECTING;
    private volatile int attempts;
    private volatile SseStream stream;
    private int nextPod;
    private Duration retry;
    private long heardAtNanos;
    private boolean offline;

    /** Begins at the pod with that number, and takes the next one on every reconnect, as behind a load balancer. */
    public BrowserEventSource(
            SseClients clients,
            Supplier<List<InetSocketAddress>> pods,
            int firstPod,
            SseRequest request,
            Patience patience,
            Handlers handlers) {
        this.clients = clients;
        this.pods = pods;
        this.nextPod = firstPod;
        this.request = request;
        this.patience = patience;
        this.retry = patience.initialRetry();
        this.handlers = handlers;
    }

    public void open() {
        clients.execute(this::connect);
    }

    public State state() {
        return state;
    }

    /** The id that the next reconnect will send; empty if there is none. */
    public String lastEventId() {
        SseStream present = stream;
        return present == null ? "" : present.lastEventId();
    }

    /** Connections tried so far, the first included. */
    public int attempts() {
        return attempts;
    }

    /** The newest stream; null before {@link #open()} has had its effect. */
    public SseStream stream() {
        return stream;
    }

    /** Breaks the present connection with a RST; the browser reconnects on its own. */
    public void breakConnection() {
        clients.execute(() -> {
            if (stream != null) {
                stream.reset();
            }
        });
    }

    /** Loses the network and does not try again before {@link #comeBack()}. */
    public void goOffline() {
        clients.execute(() -> offline = true);
        breakConnection();
    }

    public void comeBack() {
        clients.execute(() -> {
            if (offline) {
                offline = false;
                connect();
            }
        });
    }

    @Override
    public void close() {
        clients.execute(() -> {
            state = State.CLOSED;
            if (stream != null) {
                stream.close();
            }
        });
    }

    private void connect() {
        if (state == State.CLOSED || offline) {
            return;
        }
        List<InetSocketAddress> all = pods.get();
        SseRequest next = request.to(all.get(Math.floorMod(nextPod++, all.size())));
        String position = lastEventId();
        if (!position.isEmpty()) {
            next = next.withHeader("Last-Event-ID", position);
        }
        attempts++;
        Connection connection = new Connection();
        connection.own = clients.open(next, position, connection);
        stream = connection.own;
        heardAtNanos = System.nanoTime();
        watchSilence(connection);
    }

    private void watchSilence(Connection connection) {
        Duration limit = patience.silenceLimit();
        if (limit.isZero() || stream != connection.own || state == State.CLOSED) {
            return;
        }
        long left = limit.toNanos() - (System.nanoTime() - heardAtNanos);
        if (left <= 0) {
            connection.own.reset();
        } else {
            clients.after(Duration.ofNanos(left), () -> watchSilence(connection));
        }
    }

    /** One stream of the succession. */
    private final class Connection implements StreamListener {
        private SseStream own;

        @Override
        public void onHead(ResponseHead head) {
            if (state == State.CLOSED) {
                return;
            }
            if (head.isEventStream()) {
                state = State.OPEN;
                heardAtNanos = System.nanoTime();
                handlers.onOpen();
            } else {
                state = State.CLOSED;
                own.close();
                handlers.onGaveUp(head.status());
            }
        }

        @Override
        public void onComment(String text) {
            heardAtNanos = System.nanoTime();
        }

        @Override
        public void onEvent(ReceivedEvent event) {
            heardAtNanos = System.nanoTime();
            if (state != State.CLOSED) {
                handlers.onMessage(event);
            }
        }

        @Override
        public void onEnd(Ending ending) {
            retry = own.retry().orElse(retry);
            if (state == State.CLOSED) {
                return;
            }
            state = State.CONNECTING;
            handlers.onLost(ending);
            if (!offline) {
                clients.after(patience.wait(retry), BrowserEventSource.this::connect);
            }
        }
    }
}
