package dev.carillon.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.carillon.testkit.Command;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** nginx or HAProxy of this machine, run with its sample configuration until it is closed. */
final class RealProxy implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Seconds that the old processes keep their streams after a reload; a minute in the samples. */
    private static final int OLD_STREAMS_SECONDS = 1;

    private final Process process;
    private final int redirectPort;
    private final int plainPort;
    private final int tlsPort;
    private final SSLContext trust;
    private final String reloadSignal;

    private RealProxy(List<String> command, Path directory, Ports ports, SSLContext trust, String reloadSignal) {
        this.redirectPort = ports.redirect();
        this.plainPort = ports.plain();
        this.tlsPort = ports.tls();
        this.trust = trust;
        this.reloadSignal = reloadSignal;
        try {
            this.process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("proxy.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("the proxy listens")
                .atMost(PATIENCE)
                .until(() -> accepts(redirectPort) && accepts(plainPort) && accepts(tlsPort));
    }

    private record Ports(int redirect, int plain, int tls) {
        static Ports free() {
            try (ServerSocket one = new ServerSocket(0);
                    ServerSocket other = new ServerSocket(0);
                    ServerSocket third = new ServerSocket(0)) {
                return new Ports(one.getLocalPort(), other.getLocalPort(), third.getLocalPort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static RealProxy nginx(Path directory, List<Target> targets) {
        String program = program("nginx");
        TestCertificate certificate = TestCertificate.get();
        Ports ports = Ports.free();
        SampleConfiguration sample = SampleConfiguration.of(Path.of("deploy/nginx/nginx.conf"))
                .with("worker_shutdown_timeout 60s", "worker_shutdown_timeout " + OLD_STREAMS_SECONDS + "s")
                .with("worker_rlimit_nofile 65536;", "")
                .with("worker_connections 32768", "worker_connections 8192")
                .with("listen 8080", "listen " + LOOPBACK + ":" + ports.redirect())
                .with("listen 127.0.0.1:8081", "listen " + LOOPBACK + ":" + ports.plain())
                .with("listen 8443", "listen " + LOOPBACK + ":" + ports.tls())
                .with("/tmp/nginx", directory.resolve("nginx").toString())
                .with("/etc/nginx/tls/tls.crt", write(directory, "tls.crt", certificate.certificatePem()))
                .with("/etc/nginx/tls/tls.key", write(directory, "tls.key", certificate.keyPem()));
        Path file = pods(sample, targets).write(directory.resolve("nginx.conf"));
        List<String> command = List.of(program, "-c", file.toString(), "-g", "daemon off;");
        return new RealProxy(command, directory, ports, certificate.trust(), "HUP");
    }

    static RealProxy haproxy(Path directory, List<Target> targets) {
        String program = program("haproxy");
        TestCertificate certificate = TestCertificate.get();
        Ports ports = Ports.free();
        SampleConfiguration sample = SampleConfiguration.of(Path.of("deploy/haproxy/haproxy.cfg"))
                .with("hard-stop-after 60s", "hard-stop-after " + OLD_STREAMS_SECONDS + "s")
                // A process may have fewer descriptors here than in a container of its own.
                .with("maxconn 20000", "maxconn 4000")
                .with("bind :8080", "bind " + LOOPBACK + ":" + ports.plain())
                .with("bind :8443", "bind " + LOOPBACK + ":" + ports.tls())
                .with(
                        "/etc/haproxy/later.http",
                        Path.of("deploy/haproxy/later.http").toAbsolutePath().toString())
                .with(
                        "/etc/haproxy/tls.pem",
                        write(directory, "tls.pem", certificate.certificatePem() + certificate.keyPem()));
        for (int i = 0; i < targets.size(); i++) {
            String sampleServer = "pod-" + (i + 1) + ":8080 check port 9000";
            sample = sample.with(
                    sampleServer,
                    sampleServer.replace("port 9000", "port " + targets.get(i).managementPort()));
        }
        Path file = pods(sample, targets).write(directory.resolve("haproxy.cfg"));
        List<String> command = List.of(program, "-W", "-db", "-f", file.toString());
        // The address of who asks decides there, not the port.
        Ports used = new Ports(ports.plain(), ports.plain(), ports.tls());
        return new RealProxy(command, directory, used, certificate.trust(), "USR2");
    }

    private static SampleConfiguration pods(SampleConfiguration sample, List<Target> targets) {
        SampleConfiguration own = sample;
        for (int i = 0; i < targets.size(); i++) {
            own = own.with(
                    "pod-" + (i + 1) + ":8080", LOOPBACK + ":" + targets.get(i).httpPort());
        }
        return own;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(LOOPBACK, plainPort);
    }

    /** The address that is open to everybody without TLS. HAProxy sends other machines to TLS. */
    InetSocketAddress openAddress() {
        return new InetSocketAddress(LOOPBACK, redirectPort);
    }

    InetSocketAddress tlsAddress() {
        return new InetSocketAddress(LOOPBACK, tlsPort);
    }

    String httpsUrl() {
        return "https://localhost:" + tlsPort;
    }

    SSLContext trust() {
        return trust;
    }

    /** As an operator does after a change: new processes take over, the old ones finish. */
    void reload() {
        Command.run(
                new ProcessBuilder("kill", "-" + reloadSignal, Long.toString(process.pid())), Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Skips the test on a machine without it. */
    private static String program(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        Optional<Path> found = Stream.of(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            String reason = "There is no " + name + " on this machine (apt-get install " + name + ")";
            System.out.println("SKIPPED: behind a real proxy. " + reason);
            abort(reason);
        }
        return found.get().toString();
    }

    private static String write(Path directory, String name, String content) {
        return new SampleConfiguration(content).write(directory.resolve(name)).toString();
    }
}
