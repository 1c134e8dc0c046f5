package dev.carillon.proxy;

import dev.carillon.testkit.Login;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Streams over TLS, as a browser has them: HTTP/2 if the proxy offers it, all on one connection. */
final class Http2Streams implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "http2-stream");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Reader> readers;

    private static final class Reader {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private volatile String version = "";
        private volatile InputStream body;
    }

    private Http2Streams(RealProxy proxy, Login login, int count) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(proxy.trust())
                .executor(threads)
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(proxy.httpsUrl() + "/api/notifications/stream"))
                .header("Accept", "text/event-stream")
                .header("Cookie", login.cookie())
                .build();
        // One first, so that the others find its connection.
        Reader first = read(client, request).join();
        readers = new CopyOnWriteArrayList<>(List.of(first));
        List<CompletableFuture<Reader>> others =
                IntStream.range(1, count).mapToObj(i -> read(client, request)).toList();
        others.forEach(other -> readers.add(other.join()));
    }

    static Http2Streams open(RealProxy proxy, Login login, int count) {
        return new Http2Streams(proxy, login, count);
    }

    boolean allHave(String text) {
        return readers.stream().allMatch(reader -> reader.lines.stream().anyMatch(line -> line.contains(text)));
    }

    List<String> versions() {
        return readers.stream().map(reader -> reader.version).distinct().toList();
    }

    private CompletableFuture<Reader> read(HttpClient client, HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApply(response -> {
                    Reader reader = new Reader();
                    reader.version = response.version().name();
                    reader.body = response.body();
                    threads.execute(() -> drain(reader));
                    return reader;
                });
    }

    private static void drain(Reader reader) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(reader.body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reader.lines.add(line);
            }
        } catch (IOException closed) {
            // Either side has ended the connection.
        }
    }

    @Override
    public void close() {
        for (Reader reader : readers) {
            try {
                reader.body.close();
            } catch (IOException alreadyGone) {
                // Nothing is left to close.
            }
        }
        threads.shutdownNow();
    }
}
