package dev.carillon.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.carillon.outgoing.Answer.Fault;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real requests to real servers, with a name server that lies. */
class OutgoingCallsTest {

    private static final String NAME = "hooks.example";
    private static final String PASSWORD = "changeit";

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> hosts = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        threads.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void nameIsLookedUpOnceAndTheCheckedAddressIsConnectedTo() throws IOException {
        // Given a name that leads elsewhere with each lookup
        AtomicInteger lookups = new AtomicInteger();
        OutgoingCalls calls = calls(Map.of("allow-networks", "127.0.0.1/32", "allow-http", "true"), host ->
                new InetAddress[] {address(lookups.incrementAndGet() == 1 ? "127.0.0.1" : "127.0.0.2")});
        int port = server(204);

        // When
        Answer first = post(calls, "http://" + NAME + ":" + port + "/");
        Answer second = post(calls, "http://" + NAME + ":" + port + "/");

        // Then
        assertThat(first.status()).isEqualTo(204);
        assertThat(hosts).containsExactly(NAME + ":" + port);
        assertThat(second.fault()).isEqualTo(Fault.ADDRESS_NOT_ALLOWED);
        assertThat(lookups).hasValue(2);
    }

    @Test
    void certificateIsThatOfTheNameAndNotOfTheAddress() throws Exception {
        // Given
        int right = httpsServer(NAME);
        int wrong = httpsServer("other.example");
        OutgoingCalls calls =
                calls(Map.of("allow-hosts", NAME, "certificates", trusted().toString()), host -> loopback());

        // When
        Answer good = post(calls, "https://" + NAME + ":" + right + "/");
        Answer bad = post(calls, "https://" + NAME + ":" + wrong + "/");

        // Then
        assertThat(good.status()).isEqualTo(204);
        assertThat(hosts).containsExactly(NAME + ":" + right);
        assertThat(bad.fault()).isEqualTo(Fault.TLS);
    }

    @Test
    void plainHttpIsNotSpokenUnlessItIsAllowed() throws IOException {
        // Given
        OutgoingCalls calls = calls(Map.of("allow-hosts", NAME), host -> loopback());
        int port = server(204);

        // When
        Answer answer = post(calls, "http://" + NAME + ":" + port + "/");

        // Then
        assertThat(answer.fault()).isEqualTo(Fault.ADDRESS_NOT_ALLOWED);
        assertThat(hosts).isEmpty();
    }

    @Test
    void redirectIsNotFollowed() throws IOException {
        // Given
        OutgoingCalls calls = lenient(Map.of());
        int elsewhere = server(204);
        int port = server(exchange -> {
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:" + elsewhere + "/");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });

        // When
        Answer answer = post(calls, "http://127.0.0.1:" + port + "/");

        // Then
        assertThat(answer.status()).isEqualTo(307);
        assertThat(hosts).isEmpty();
    }

    @Test
    void serverThatSaysNothingIsLeftAfterTheTime() throws IOException {
        // Given
        OutgoingCalls calls = lenient(Map.of("timeout", "300ms"));
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When
            Answer answer = post(calls, "http://127.0.0.1:" + silent.getLocalPort() + "/");

            // Then
            assertThat(answer.fault()).isEqualTo(Fault.TIMEOUT);
        }
    }

    @Test
    void statusOfAnAnswerWithoutEndCounts() throws IOException {
        // Given
        OutgoingCalls calls = lenient(Map.of("max-answer-bytes", "1000", "timeout", "30s"));
        byte[] some = "x".repeat(500).getBytes(StandardCharsets.US_ASCII);
        AtomicInteger written = new AtomicInteger();
        int port = server(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (exchange) {
                while (written.incrementAndGet() < 1_000_000) {
                    exchange.getResponseBody().write(some);
                    exchange.getResponseBody().flush();
                }
            }
        });

        // When
        Answer answer = post(calls, "http://127.0.0.1:" + port + "/");

        // Then
        assertThat(answer.isSuccess()).isTrue();
        assertThat(written.get()).isLessThan(1_000_000);
    }

    @Test
    void everyFaultHasItsName() throws IOException {
        // Given
        OutgoingCalls calls = calls(Map.of("allow-networks", "127.0.0.0/8", "allow-http", "true"), host -> {
            if (host.equals("nowhere.example")) {
                throw new UnknownHostException(host);
            }
            return InetAddress.getAllByName(host);
        });
        int closed;
        try (ServerSocket gone = new ServerSocket(0)) {
            closed = gone.getLocalPort();
        }
        int rude = server(exchange -> exchange.close());
        int plain = server(204);

        // Then
        assertThat(post(calls, "http://nowhere.example/").fault()).isEqualTo(Fault.UNKNOWN_HOST);
        assertThat(post(calls, "http://169.254.169.254/latest").fault()).isEqualTo(Fault.ADDRESS_NOT_ALLOWED);
        assertThat(post(calls, "http://127.0.0.1:" + closed + "/").fault()).isEqualTo(Fault.NOT_CONNECTED);
        assertThat(post(calls, "http://127.0.0.1:" + rude + "/").fault()).isEqualTo(Fault.NO_ANSWER);
        assertThat(post(calls, "https://127.0.0.1:" + plain + "/").fault()).isEqualTo(Fault.TLS);
    }

    @Test
    void serverMayAskForTime() throws IOException {
        // Given
        OutgoingCalls calls = lenient(Map.of());
        int port = server(exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "120");
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });

        // When
        Answer answer = post(calls, "http://127.0.0.1:" + port + "/");

        // Then
        assertThat(answer.retryAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(answer.isSuccess()).isFalse();
    }

    private OutgoingCalls lenient(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("allow-networks", "127.0.0.0/8");
        settings.put("allow-http", "true");
        return calls(settings, InetAddress::getAllByName);
    }

    private OutgoingCalls calls(Map<String, String> settings, HostAddresses.Lookup lookup) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().withConverter(Duration.class, 300, new DurationConverter());
        settings.forEach((key, value) -> builder.withDefaultValue("carillon.outgoing." + key, value));
        OutgoingConfig config =
                builder.withMapping(OutgoingConfig.class).build().getConfigMapping(OutgoingConfig.class);
        HostAddresses addresses = new HostAddresses(config, lookup);
        OutgoingCalls calls = new OutgoingCalls(vertx, config, addresses, new AddressPolicy(config));
        open.add(calls::close);
        open.add(addresses::close);
        return calls;
    }

    private static Answer post(OutgoingCalls calls, String url) {
        return calls.post(Target.parse(url).orElseThrow(), Map.of("Content-Type", "text/plain"), new byte[] {'x'})
                .join();
    }

    private int server(int status) throws IOException {
        return server(answering(status));
    }

    private HttpHandler answering(int status) {
        return exchange -> {
            hosts.add(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
    }

    private int server(HttpHandler handler) throws IOException {
        return started(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), handler);
    }

    private int httpsServer(String name) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(name)));
        return started(server, answering(204));
    }

    private int started(HttpServer server, HttpHandler handler) {
        server.createContext("/", handler);
        server.setExecutor(threads);
        server.start();
        open.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private SSLContext context(String name) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = directory.resolve(name + ".p12");
        keytool(
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-validity",
                "2");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "server",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-file",
                directory.resolve(name + ".pem").toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** Both certificates, so that only the name can be at fault. */
    private Path trusted() throws IOException {
        Path file = directory.resolve("trusted.pem");
        String all = Files.readString(directory.resolve(NAME + ".pem"))
                + Files.readString(directory.resolve("other.example.pem"));
        return Files.writeString(file, all);
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(Arrays.asList(arguments));
        assertThat(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor())
                .isZero();
    }

    private static InetAddress[] loopback() {
        return new InetAddress[] {address("127.0.0.1")};
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
