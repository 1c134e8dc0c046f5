package dev.carillon.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A web site of its own on the loopback interface, whose page opens a stream of another site's with the visitor's cookie
 * and reports what became of it.
 */
final class ForeignPage implements AutoCloseable {

    private static final String PAGE = """
            <!doctype html><title>A page</title><script>
            const wanted = new URLSearchParams(location.search);
            const report = (what) => fetch('/report?' + encodeURIComponent(what));
            (async () => {
              const jar = `http://127.0.0.1:${location.port}`;
              const withCookies = { credentials: 'include', mode: 'no-cors' };
              await fetch(`${jar}/log-in?` + wanted.get('cookie'), withCookies);
              await fetch(`${jar}/show`, withCookies);
              const source = new EventSource(wanted.get('stream'), { withCredentials: true });
              let opened = false;
              source.onopen = () => { opened = true; };
              source.onerror = () => report(`error opened=${opened} readyState=${source.readyState}`);
              source.onmessage = ({ data }) => { source.close(); report('message ' + data); };
            })();
            </script>
            """;

    /** Tries one address after the other. A body without a type is what a browser sends for any page that wishes so. */
    private static final String ATTACK = """
            <!doctype html><title>A page</title><script>
            const wanted = new URLSearchParams(location.search);
            const report = (what) => fetch('/report?' + encodeURIComponent(what));
            const body = '{"type":"t","title":"by a foreign page","message":"m","audience":"organization"}';
            (async () => {
              const jar = `http://127.0.0.1:${location.port}`;
              const withCookies = { credentials: 'include', mode: 'no-cors' };
              await fetch(`${jar}/log-in?` + wanted.get('cookie'), withCookies);
              await fetch(`${jar}/show`, withCookies);
              for (const url of wanted.getAll('stream')) {
                await new Promise((done) => {
                  const source = new EventSource(url, { withCredentials: true });
                  source.onopen = () => { source.close(); report('opened ' + url).then(done); };
                  source.onerror = () => { source.close(); done(); };
                });
                await new Promise((done) => {
                  const image = new Image();
                  image.onload = image.onerror = done;
                  image.src = url;
                  setTimeout(done, 2000);
                });
              }
              for (const url of wanted.getAll('post')) {
                for (const content of [new Blob([body]), body]) {
                  await fetch(url, { method: 'POST', body: content, ...withCookies }).catch(() => {});
                }
              }
              report('done');
            })();
            </script>
            """;

    private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> cookies = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final String pod;

    ForeignPage(String pod) throws IOException {
        this.pod = pod;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(threads);
        server.createContext("/page", exchange -> answer(exchange, "text/html", PAGE));
        server.createContext("/attack", exchange -> answer(exchange, "text/html", ATTACK));
        server.createContext("/log-in", this::logIn);
        server.createContext("/show", this::show);
        server.createContext("/report", this::report);
        server.createContext("/api/", this::pass);
        server.start();
    }

    /** @param cookie a {@code Set-Cookie} value for 127.0.0.1 */
    String url(String host, String stream, String cookie) {
        return origin(host) + "/page?stream=" + encoded(stream) + "&cookie=" + encoded(encoded(cookie));
    }

    /** A page that tries to open all of the streams, and to post to all of the addresses. */
    String attack(String host, List<String> streams, List<String> posts, String cookie) {
        StringBuilder url = new StringBuilder(origin(host) + "/attack?cookie=" + encoded(encoded(cookie)));
        streams.forEach(stream -> url.append("&stream=").append(encoded(stream)));
        posts.forEach(post -> url.append("&post=").append(encoded(post)));
        return url.toString();
    }

    String origin(String host) {
        return "http://" + host + ":" + server.getAddress().getPort();
    }

    /** The page's reports about its stream. */
    BlockingQueue<String> reports() {
        return reports;
    }

    /** Which cookies the browser sends to 127.0.0.1 on behalf of the page. */
    BlockingQueue<String> cookies() {
        return cookies;
    }

    private void logIn(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Set-Cookie", query(exchange));
        answer(exchange, "text/plain", "");
    }

    private void show(HttpExchange exchange) throws IOException {
        String cookie = exchange.getRequestHeaders().getFirst("Cookie");
        cookies.add(cookie == null ? "" : cookie);
        answer(exchange, "text/plain", "");
    }

    private void report(HttpExchange exchange) throws IOException {
        reports.add(query(exchange));
        answer(exchange, "text/plain", "");
    }

    /** As a gateway does, so that this origin is the pod's own. */
    private void pass(HttpExchange exchange) throws IOException {
        HttpURLConnection to = (HttpURLConnection)
                URI.create(pod + exchange.getRequestURI()).toURL().openConnection();
        for (String name : new String[] {"Cookie", "Accept", "User-Agent", "Sec-Fetch-Site"}) {
            to.setRequestProperty(name, exchange.getRequestHeaders().getFirst(name));
        }
        exchange.getResponseHeaders().add("Content-Type", to.getContentType());
        exchange.sendResponseHeaders(to.getResponseCode(), 0);
        try (InputStream in = to.getInputStream();
                OutputStream out = exchange.getResponseBody()) {
            byte[] part = new byte[1024];
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                out.write(part, 0, read);
                out.flush();
            }
        }
    }

    private static String query(HttpExchange exchange) {
        return URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, String type, String body) {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
