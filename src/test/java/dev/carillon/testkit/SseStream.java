package dev.carillon.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** One response being read from a real socket; opened by {@link SseClients}, readable from any thread. */
public final class SseStream implements AutoCloseable {
    private static final int OTHER_BODY_LIMIT_BYTES = 64 * 1024;

    private final StreamListener listener;
    private final boolean remembering;
    private final EventStreamParser parser;
    private final SseSocket socket;
    private final List<ReceivedEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> comments = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream otherBody = new ByteArrayOutputStream(0);
    private volatile ResponseHead head;
    private volatile Duration retry;
    private volatile Ending ending;

    /** A stream of a page that lives for hours must not remember everything: {@code remembering} is for short tests. */
    SseStream(SseClients clients, SseRequest request, String lastEventId, boolean remembering, StreamListener told) {
        this.listener = told;
        this.remembering = remembering;
        this.parser = new EventStreamParser(lastEventId, new Recorder());
        this.socket = new SseSocket(clients, request, new HttpResponseReader(this::onHead), this::onEnd);
    }

    void connect() {
        socket.connect();
    }

    /** 0 until the head has arrived. */
    public int status() {
        return head == null ? 0 : head.status();
    }

    public Map<String, List<String>> headers() {
        return head == null ? Map.of() : head.headers();
    }

    /** The first value of a header, or an empty string. */
    public String header(String name) {
        return head == null ? "" : head.header(name);
    }

    public List<ReceivedEvent> events() {
        return events;
    }

    /** Those whose message is of this type. */
    public List<ReceivedEvent> events(String type) {
        return events.stream().filter(event -> event.isOf(type)).toList();
    }

    /** The ids of the notifications that have come. */
    public List<Long> ids() {
        return events("notification").stream()
                .map(event -> event.json().at("/data/id").asLong())
                .toList();
    }

    /** Comments without their leading colon. */
    public List<String> comments() {
        return comments;
    }

    /** The id that a reconnect would send; empty if there is none. */
    public String lastEventId() {
        return parser.lastEventId();
    }

    public Optional<Duration> retry() {
        return Optional.ofNullable(retry);
    }

    /** Empty while the stream is open. */
    public Optional<Ending> ending() {
        return Optional.ofNullable(ending);
    }

    /** The data of all events so far, a line each. */
    public String data() {
        return events().stream().map(ReceivedEvent::data).collect(Collectors.joining("\n"));
    }

    /** The body of an answer that is not an event stream. */
    public String body() {
        synchronized (otherBody) {
            return otherBody.toString(StandardCharsets.UTF_8);
        }
    }

    /** Bytes taken from the socket, head and framing included. */
    public long bytesRead() {
        return socket.bytesRead();
    }

    /** Reads at this rate from now on; 0 stops reading, {@link Long#MAX_VALUE} reads as fast as it comes. */
    public void readAt(long bytesPerSecond) {
        socket.readAt(bytesPerSecond);
    }

    /** Goes away in order (FIN), as a closed tab does. */
    @Override
    public void close() {
        socket.finish(false);
    }

    /** Goes away with a RST, as a crashed machine's successor would answer. */
    public void reset() {
        socket.finish(true);
    }

    private ByteSink onHead(ResponseHead response) {
        head = response;
        listener.onHead(response);
        return response.isEventStream() ? parser : this::keepOtherBody;
    }

    private void keepOtherBody(byte[] bytes, int offset, int length) {
        synchronized (otherBody) {
            otherBody.write(bytes, offset, Math.min(length, OTHER_BODY_LIMIT_BYTES - otherBody.size()));
        }
    }

    private void onEnd(Ending how) {
        ending = how;
        listener.onEnd(how);
    }

    private final class Recorder implements EventStreamParser.Listener {
        @Override
        public void onEvent(String id, String event, String data) {
            ReceivedEvent received = new ReceivedEvent(id, event, data, System.nanoTime());
            if (remembering) {
                events.add(received);
            }
            listener.onEvent(received);
        }

        @Override
        public void onComment(String text) {
            if (remembering) {
                comments.add(text);
            }
            listener.onComment(text);
        }

        @Override
        public void onRetry(Duration reconnectionTime) {
            retry = reconnectionTime;
        }
    }
}
