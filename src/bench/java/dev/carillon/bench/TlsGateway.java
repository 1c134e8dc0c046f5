package dev.carillon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** nginx or HAProxy of this machine, with one worker, TLS, HTTP/1.1 and HTTP/2, before one server. Needs openssl. */
record TlsGateway(Process process, int port) implements AutoCloseable {

    enum Kind {
        NGINX("nginx"),
        HAPROXY("haproxy");

        private final String program;

        Kind(String program) {
            this.program = program;
        }

        static List<Kind> installed() {
            return Stream.of(values())
                    .filter(kind -> Programs.isInstalled(kind.program))
                    .toList();
        }
    }

    // Connections besides the streams': those that are just being accepted or closed.
    private static final int SPARE = 200;
    // Two for a stream. nginx closes connections that have no request yet once fewer than a sixteenth are free.
    private static final int CONNECTIONS_OF_A_STREAM = 3;

    // As deploy/nginx and deploy/haproxy treat streams.
    private static final String NGINX = """
            %5$s
            daemon off; worker_processes 1; worker_rlimit_nofile %6$d; pid %1$s/nginx.pid; error_log %1$s/error.log warn;
            events { worker_connections %6$d; }
            http {
              access_log off;
              client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s; uwsgi_temp_path %1$s; scgi_temp_path %1$s;
              server {
                listen 127.0.0.1:%2$d ssl http2;
                http2_max_concurrent_streams 1000;
                ssl_certificate %3$s; ssl_certificate_key %3$s; ssl_protocols TLSv1.3;
                location / {
                  proxy_pass http://127.0.0.1:%4$d; proxy_http_version 1.1; proxy_set_header Connection "";
                  proxy_buffering off; proxy_read_timeout 300s;
                }
              }
            }
            """;
    private static final String HAPROXY = """
            global
              maxconn %7$d
              nbthread 1
            defaults
              mode http
              timeout connect 5s
              timeout client 300s
              timeout server 300s
            frontend f
              bind 127.0.0.1:%2$d ssl crt %3$s alpn h2,http/1.1
              default_backend b
            backend b
              option http-no-delay
              server s 127.0.0.1:%4$d
            """;

    /** @param streams the most that it will carry. Neither program starts if the system allows it fewer files than they take */
    static TlsGateway start(Kind kind, int target, int streams, Path directory) {
        Path home = directory.resolve("gateway");
        int port = Programs.freePort();
        try {
            Files.createDirectories(home);
            Path certificate = certificate(home);
            String user = "root".equals(System.getProperty("user.name")) ? "user root;" : "";
            String text = kind == Kind.NGINX ? NGINX : HAPROXY;
            Path configuration = Files.writeString(
                    home.resolve(kind.program + ".conf"),
                    text.formatted(
                            home,
                            port,
                            certificate,
                            target,
                            user,
                            CONNECTIONS_OF_A_STREAM * streams + SPARE,
                            streams + SPARE));
            List<String> command = kind == Kind.NGINX
                    ? List.of("nginx", "-p", home.toString(), "-e", home + "/error.log", "-c", configuration.toString())
                    : List.of("haproxy", "-db", "-f", configuration.toString());
            Process process = Programs.start(home.resolve(kind.program + ".log"), command);
            Programs.awaitListening(port);
            return new TlsGateway(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Key and certificate in one file, as HAProxy wants them. */
    private static Path certificate(Path home) throws IOException {
        Path both = home.resolve("tls.pem");
        if (!Files.exists(both)) {
            Path key = home.resolve("key.pem");
            Path certificate = home.resolve("certificate.pem");
            Programs.run(List.of(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                    "-nodes",
                    "-subj",
                    "/CN=localhost",
                    "-days",
                    "1",
                    "-keyout",
                    key.toString(),
                    "-out",
                    certificate.toString()));
            Files.writeString(both, Files.readString(certificate) + Files.readString(key));
        }
        return both;
    }

    List<Long> processes() {
        return Programs.tree(process.pid());
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroy();
    }
}
