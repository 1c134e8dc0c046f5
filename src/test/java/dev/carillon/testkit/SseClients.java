package dev.carillon.testkit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A pool of stream readers on one selector thread. A thread each would do for a thousand clients, but waking all of
 * them for every notification costs the processors that the pods under test need, and shows up as their delay.
 */
public final class SseClients implements AutoCloseable {
    private static final int READ_BUFFER_BYTES = 64 * 1024;
    private static final int BLOCKING_THREADS = 4;

    /** The handler of a selection key. */
    interface Ready {
        void onReady();

        /** The pool closes. */
        void onAbandoned();

        /** A listener threw: this stream's story is over, the others go on. */
        void onBroken();
    }

    private record Timer(long atNanos, Runnable task) {}

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>((a, b) -> Long.signum(a.atNanos - b.atNanos));
    private final ByteBuffer readBuffer = ByteBuffer.allocate(READ_BUFFER_BYTES);
    private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();
    private final ExecutorService blocking;
    private final Thread thread;
    private volatile boolean closed;

    public SseClients() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        blocking = Executors.newFixedThreadPool(BLOCKING_THREADS, task -> daemon(task, "sse-clients-blocking"));
        thread = daemon(this::run, "sse-clients");
        thread.start();
    }

    /** Opens a stream that remembers its events and comments. */
    public SseStream open(SseRequest request) {
        return open(request, "", true, new StreamListener() {});
    }

    /** Opens a stream that only tells; {@code lastEventId} is what the one before it ended with. */
    public SseStream open(SseRequest request, String lastEventId, StreamListener listener) {
        return open(request, lastEventId, false, listener);
    }

    /**
     * Opens a stream that remembers, and returns once its first message has come; blocks. A response with nothing but
     * {@code retry} is repeated, as by a browser: a cold pod's first question to Redis may take longer than the lookup
     * of a caller may. No other end is forgiven.
     *
     * @throws org.awaitility.core.ConditionTimeoutException when nothing comes within {@code patience}
     */
    public SseStream openAnswered(SseRequest request, Duration patience) {
        AtomicReference<SseStream> stream = new AtomicReference<>(open(request));
        await().atMost(patience).untilAsserted(() -> {
            SseStream last = stream.get();
            boolean isAnswered = !last.events().isEmpty();
            if (!isAnswered && isToComeAgain(last)) {
                stream.set(open(request));
            }
            assertTrue(isAnswered, () -> "no message yet: status " + last.status() + ", ending " + last.ending());
        });
        return stream.get();
    }

    private static boolean isToComeAgain(SseStream stream) {
        return stream.ending().equals(Optional.of(Ending.SERVER_CLOSED))
                && stream.status() == 200
                && stream.retry().isPresent()
                && stream.events().isEmpty();
    }

    private SseStream open(SseRequest request, String lastEventId, boolean remembering, StreamListener listener) {
        SseStream stream = new SseStream(this, request, lastEventId, remembering, listener);
        execute(stream::connect);
        return stream;
    }

    /** Exceptions of listeners: bugs of the test, not of the system under test. */
    public List<RuntimeException> failures() {
        return failures;
    }

    /** Runs on the loop thread, soon. */
    void execute(Runnable task) {
        tasks.add(task);
        if (!closed && Thread.currentThread() != thread) {
            selector.wakeup();
        }
    }

    /** Runs on the loop thread, no earlier than that. */
    void after(Duration delay, Runnable task) {
        long at = System.nanoTime() + delay.toNanos();
        execute(() -> timers.add(new Timer(at, task)));
    }

    /** Runs off the loop, for tasks that wait for an answer. */
    void executeBlocking(Runnable task) {
        blocking.execute(() -> guarded(task, null));
    }

    SelectionKey register(SocketChannel channel, Ready ready) throws IOException {
        return channel.register(selector, 0, ready);
    }

    ByteBuffer readBuffer() {
        return readBuffer.clear();
    }

    private void run() {
        try (selector) {
            while (!closed) {
                if (tasks.isEmpty()) {
                    selector.select(this::onSelected, Math.max(1, millisToNextTimer()));
                } else {
                    selector.selectNow(this::onSelected);
                }
                runTasks();
                runDueTimers();
            }
            new ArrayList<>(selector.keys()).forEach(key -> ((Ready) key.attachment()).onAbandoned());
            selector.selectNow(); // Closed channels give their sockets back only now.
        } catch (IOException | ClosedSelectorException e) {
            failures.add(new IllegalStateException("the loop of the clients broke", e));
        }
    }

    private void onSelected(SelectionKey key) {
        Ready ready = (Ready) key.attachment();
        guarded(ready::onReady, ready);
    }

    private void runTasks() {
        // Only what is there now: a task that schedules itself again must not starve the sockets.
        for (int n = tasks.size(); n > 0; n--) {
            guarded(tasks.remove(), null);
        }
    }

    private void runDueTimers() {
        long now = System.nanoTime();
        while (!timers.isEmpty() && timers.peek().atNanos - now <= 0) {
            guarded(timers.remove().task, null);
        }
    }

    private long millisToNextTimer() {
        long nanos = timers.isEmpty() ? 1_000_000_000L : timers.peek().atNanos - System.nanoTime();
        return Math.min(1_000, nanos / 1_000_000 + 1);
    }

    private void guarded(Runnable task, Ready ready) {
        try {
            task.run();
        } catch (RuntimeException e) {
            failures.add(e);
            if (ready != null) {
                ready.onBroken();
            }
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread daemon = new Thread(null, task, name, 256 * 1024);
        daemon.setDaemon(true);
        return daemon;
    }

    /** Closes every stream in order and ends the threads. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        selector.wakeup();
        blocking.shutdownNow();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
