package dev.carillon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx with nchan (C, in memory, one worker), the fastest peer; Debian's nginx and libnginx-mod-nchan. */
record Nchan(Process process, int port) implements Subject {

    /** As many bytes as the scenario wants, in the shape of a notification; {@code %M} is the generator's marker. */
    static final String BODY = "{\"type\":\"bench\",\"title\":\"Benchmark\",\"message\":\"%M%P\"}";

    private static final String CONFIGURATION = """
            load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
            daemon off;
            worker_processes 1;
            worker_rlimit_nofile 20000;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log warn;
            events { worker_connections 19950; multi_accept on; use epoll; }
            http {
              access_log off;
              client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s;
              uwsgi_temp_path %1$s; scgi_temp_path %1$s;
              client_body_buffer_size 64k;
              client_body_in_single_buffer on;
              keepalive_requests 1000000;
              keepalive_timeout 300s;
              nchan_shared_memory_size 512m;
              nchan_message_buffer_length 200;
              server {
                listen 127.0.0.1:%2$d backlog=4096;
                location = /events {
                  nchan_subscriber eventsource;
                  nchan_channel_id $arg_g;
                  nchan_subscriber_first_message newest;
                }
                location = /pub { nchan_publisher http; nchan_channel_id $arg_g; }
              }
            }
            """;

    static boolean isInstalled() {
        return Programs.isInstalled("nginx") && Files.exists(Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so"));
    }

    static Nchan start(Path directory) {
        int port = Programs.freePort();
        Path home = directory.resolve("nchan");
        try {
            Files.createDirectories(home);
            // As root nginx would run its worker as another user, who may not write here.
            String user = "root".equals(System.getProperty("user.name")) ? "user root;\n" : "";
            Path configuration = home.resolve("nginx.conf");
            Files.writeString(configuration, user + CONFIGURATION.formatted(home, port));
            Process process = Programs.start(
                    home.resolve("nginx.log"),
                    List.of("nginx", "-p", home.toString(), "-e", home + "/error.log", "-c", configuration.toString()));
            Programs.awaitListening(port);
            return new Nchan(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "nchan";
    }

    @Override
    public List<String> generatorArguments(Scenario scenario) {
        String at = Programs.LOOPBACK + ":" + port;
        return List.of(
                "--target", at, "--path", "/events?g=%g", "--pub-url", "http://" + at + "/pub?g=%g", "--body", BODY);
    }

    @Override
    public List<Long> processes() {
        return Programs.tree(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
    }
}
