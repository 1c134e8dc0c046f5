package dev.carillon.proxy;

import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.MissingTool;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A proxy of this machine with a configuration that is hard on streams; skips the test on a machine without it. */
enum BufferingProxy {
    /** Buffers everything, whatever the answer asks for, and compresses. */
    NGINX("nginx", "nginx") {
        @Override
        List<String> command(String program, Path directory, int port, Target pod) {
            String text = """
                    daemon off; pid %1$s/pid; error_log %1$s/log; worker_processes 1;
                    events {}
                    http {
                      access_log off; client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
                      uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                      gzip on; gzip_types *; gzip_proxied any; gzip_min_length 1;
                      server {
                        listen 127.0.0.1:%2$d;
                        location / {
                          proxy_pass http://127.0.0.1:%3$d; proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;
                          proxy_read_timeout 3s;
                        }
                      }
                    }
                    """;
            return List.of(program, "-c", write(directory, text.formatted(directory, port, pod.httpPort())));
        }
    },
    /** Cuts what is silent for 3 s, and compresses. */
    HAPROXY("haproxy", "haproxy") {
        @Override
        List<String> command(String program, Path directory, int port, Target pod) {
            String text = """
                    defaults
                      mode http
                      timeout connect 5s
                      timeout client 3s
                      timeout server 3s
                    frontend f
                      bind 127.0.0.1:%d
                      compression algo gzip
                      compression type text/event-stream application/json
                      default_backend b
                    backend b
                      server a 127.0.0.1:%d
                    """;
            return List.of(program, "-db", "-f", write(directory, text.formatted(port, pod.httpPort())));
        }
    },
    SQUID("squid", "squid") {
        @Override
        List<String> command(String program, Path directory, int port, Target pod) {
            String text = """
                    http_port 127.0.0.1:%2$d accel defaultsite=x no-vhost
                    cache_peer 127.0.0.1 parent %3$d 0 no-query originserver
                    http_access allow all
                    cache deny all
                    pid_filename %1$s/pid
                    access_log none
                    cache_log %1$s/log
                    coredump_dir %1$s
                    shutdown_lifetime 1 second
                    """;
            return List.of(program, "-N", "-f", write(directory, text.formatted(directory, port, pod.httpPort())));
        }
    },
    /** Fetches an answer whole before it delivers it. */
    VARNISH("varnishd", "varnish") {
        @Override
        List<String> command(String program, Path directory, int port, Target pod) {
            String text = """
                    vcl 4.1;
                    backend default { .host = "127.0.0.1"; .port = "%d"; }
                    sub vcl_backend_response { set beresp.do_stream = false; set beresp.do_gzip = true; }
                    """;
            String file = write(directory, text.formatted(pod.httpPort()));
            return varnish(program, directory, port, file);
        }
    },
    /** Compresses whatever names no coding, whether the client takes gzip or not, and keeps it until a block is full. */
    VARNISH_STREAMING("varnishd", "varnish") {
        @Override
        List<String> command(String program, Path directory, int port, Target pod) {
            String text = """
                    vcl 4.1;
                    backend default { .host = "127.0.0.1"; .port = "%d"; }
                    sub vcl_backend_response { set beresp.do_gzip = true; }
                    """;
            String file = write(directory, text.formatted(pod.httpPort()));
            return varnish(program, directory, port, file);
        }
    },
    APACHE("apache2", "apache2-bin") {
        @Override
        List<String> command(String program, Path directory, int port, Target pod) {
            String text = """
                    ServerRoot %1$s
                    PidFile %1$s/pid
                    ErrorLog %1$s/log
                    Listen 127.0.0.1:%2$d
                    LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
                    LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                    LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
                    LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
                    LoadModule filter_module /usr/lib/apache2/modules/mod_filter.so
                    LoadModule deflate_module /usr/lib/apache2/modules/mod_deflate.so
                    ServerName x
                    ProxyPass / http://127.0.0.1:%3$d/
                    SetOutputFilter DEFLATE
                    """;
            return List.of(program, "-X", "-f", write(directory, text.formatted(directory, port, pod.httpPort())));
        }
    };

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String program;
    private final String debianPackage;

    BufferingProxy(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    abstract List<String> command(String found, Path directory, int port, Target pod);

    /** Until it is closed. */
    record Running(Process process, URI origin) implements AutoCloseable {

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
    }

    Running start(Path directory, Target pod) {
        String found = find();
        try {
            // As root it gives its rights up, and then needs this directory.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
            int port = freePort();
            Process process = new ProcessBuilder(command(found, directory, port, pod))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile())
                    .start();
            Running running = new Running(process, URI.create("http://127.0.0.1:" + port));
            await(program + " listens").atMost(PATIENCE).until(() -> accepts(port) || !process.isAlive());
            if (!process.isAlive()) {
                throw new AssertionError(Files.readString(directory.resolve("output")));
            }
            return running;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String find() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        Optional<Path> found = Stream.of(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            MissingTool.skip("There is no " + program + " on this machine (apt-get install " + debianPackage + ")");
        }
        return found.orElseThrow().toString();
    }

    private static List<String> varnish(String program, Path directory, int port, String file) {
        return Stream.of(
                        List.of(program, "-F", "-a", "127.0.0.1:" + port, "-f", file),
                        List.of("-n", directory.resolve("work").toString(), "-s", "malloc,16m", "-T", "none"))
                .flatMap(List::stream)
                .toList();
    }

    private static String write(Path directory, String text) {
        return new SampleConfiguration(text)
                .write(directory.resolve("configuration"))
                .toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
