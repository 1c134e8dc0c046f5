import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.background.BackgroundEventHandler;
import com.launchdarkly.eventsource.background.BackgroundEventSource;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;

/**
 * Libraries of Maven Central as their documentation shows them: {@code java -cp … JavaClients.java <library>=<address>…}. Prints
 * a line for each block that a library hands over: the library, a space, and the data in Base64. Ends with its standard input.
 */
class JavaClients {

    // As the programs beside this one, so that all are there again soon.
    private static final long AGAIN_MILLIS = 500;

    public static void main(String[] arguments) throws Exception {
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            BiConsumer<String, Consumer<String>> client =
                    switch (parts[0]) {
                        case "com.launchdarkly:okhttp-eventsource" -> JavaClients::launchDarkly;
                        case "com.squareup.okhttp3:okhttp-sse" -> (address, data) -> new OkHttp(address, data).open("");
                        default -> throw new IllegalArgumentException(parts[0]);
                    };
            new Thread(() -> client.accept(parts[1], data -> print(parts[0], data)), parts[0]).start();
        }
        while (System.in.read() >= 0) {
            // Nothing is sent.
        }
        System.exit(0);
    }

    private static synchronized void print(String library, String data) {
        System.out.println(
                library + " " + Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)));
    }

    private static void launchDarkly(String address, Consumer<String> data) {
        BackgroundEventHandler handler = new BackgroundEventHandler() {
            @Override
            public void onOpen() {}

            @Override
            public void onClosed() {}

            @Override
            public void onMessage(String event, MessageEvent message) {
                data.accept(message.getData());
            }

            @Override
            public void onComment(String comment) {}

            @Override
            public void onError(Throwable failure) {}
        };
        new BackgroundEventSource.Builder(
                        handler,
                        new com.launchdarkly.eventsource.EventSource.Builder(
                                ConnectStrategy.http(URI.create(address))))
                .build()
                .start();
    }

    /** Reads one response; the application connects again. */
    private static final class OkHttp extends EventSourceListener {

        private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
        private final EventSource.Factory factory = EventSources.createFactory(
                new OkHttpClient.Builder().readTimeout(Duration.ZERO).build());
        private final String address;
        private final Consumer<String> data;
        private volatile String lastEventId = "";

        OkHttp(String address, Consumer<String> data) {
            this.address = address;
            this.data = data;
        }

        void open(String from) {
            Request.Builder request = new Request.Builder().url(address);
            if (!from.isEmpty()) {
                request.header("Last-Event-ID", from);
            }
            factory.newEventSource(request.build(), this);
        }

        @Override
        public void onEvent(EventSource source, String id, String type, String text) {
            lastEventId = id == null ? lastEventId : id;
            data.accept(text);
        }

        @Override
        public void onClosed(EventSource source) {
            again();
        }

        @Override
        public void onFailure(EventSource source, Throwable failure, Response response) {
            again();
        }

        private void again() {
            later.schedule(() -> open(lastEventId), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
