package dev.carillon.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Stands in for the packaged application: its ports, its probe and a stream, without its purpose. */
final class FakeApplication {
    private FakeApplication() {}

    public static void main(String[] args) throws IOException {
        if (System.getenv("FAKE_FAILURE") != null) {
            System.out.println(System.getenv("FAKE_FAILURE"));
            System.exit(3);
        }
        HttpServer management = listen("QUARKUS_MANAGEMENT_PORT");
        management.createContext("/q/health/ready", FakeApplication::probe);
        HttpServer http = listen("QUARKUS_HTTP_PORT");
        http.createContext("/name", exchange -> answer(exchange, System.getenv("CARILLON_POD_NAME")));
        http.createContext(
                "/host",
                exchange -> answer(exchange, exchange.getRequestHeaders().getFirst("Host")));
        http.createContext("/echo", exchange -> answer(exchange, text(exchange.getRequestBody())));
        http.createContext(
                "/environment", exchange -> answer(exchange, System.getenv().toString()));
        http.createContext("/stream", FakeApplication::stream);
        http.start();
        management.start();
    }

    /** The jar that a pod runs. */
    static Path packagedIn(Path directory) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeApplication.class.getName());
        String entry = FakeApplication.class.getName().replace('.', '/') + ".class";
        Path jar = directory.resolve("fake.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream in = FakeApplication.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            in.transferTo(out);
        }
        return jar;
    }

    private static HttpServer listen(String portVariable) throws IOException {
        int port = Integer.parseInt(System.getenv(portVariable));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        return server;
    }

    private static void probe(HttpExchange exchange) throws IOException {
        if (System.getenv("FAKE_HALF_ANSWER") == null) {
            answer(exchange, "UP");
            return;
        }
        exchange.sendResponseHeaders(200, 2);
        exchange.getResponseBody().write('U');
        exchange.getResponseBody().flush();
    }

    /** One message, and then silence on an open connection. */
    private static void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        body.write(("data: " + System.getenv("CARILLON_POD_NAME") + "\n\n").getBytes(StandardCharsets.UTF_8));
        body.flush();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
