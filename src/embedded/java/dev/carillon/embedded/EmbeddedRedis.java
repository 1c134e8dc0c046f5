package dev.carillon.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.embedded.RedisExecProvider;

/**
 * A real Redis on the loopback interface that forgets everything when it ends. Clients of this machine may use
 * {@code DEBUG}, for faults. Not safe for use by several threads.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final int ANSWER_MILLIS = 1000;
    private static final int INFO_BYTES = 4096;

    private final RunDirectory runs;
    private final Path directory;
    private final Path program;
    private final List<String> options;
    private Listener listener;

    private EmbeddedRedis(RunDirectory runs, Path directory, List<String> options) {
        this.runs = runs;
        this.options = options;
        this.directory = directory;
        this.program = directory.resolve("redis-server");
    }

    public static EmbeddedRedis start() {
        return start(0);
    }

    /** Zero means any free port. */
    public static EmbeddedRedis start(int port) {
        return start(port, RunDirectory.of(Workspace.current()));
    }

    static EmbeddedRedis start(int port, RunDirectory runs) {
        return start(port, runs, List.of());
    }

    /** On any free port, with further options as on Redis' command line. */
    public static EmbeddedRedis startWith(String... options) {
        return start(0, RunDirectory.of(Workspace.current()), List.of(options));
    }

    private static EmbeddedRedis start(int port, RunDirectory runs, List<String> options) {
        try {
            EmbeddedRedis redis = new EmbeddedRedis(runs, Files.createTempDirectory("carillon-redis-"), options);
            try {
                redis.unpack();
                redis.launch(port);
                return redis;
            } catch (IOException e) {
                redis.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Redis does not start: " + e.getMessage(), e);
        }
    }

    public String url() {
        return "redis://" + Ports.LOOPBACK + ":" + listener.port();
    }

    public int port() {
        return listener.port();
    }

    public long pid() {
        return listener.process().pid();
    }

    public boolean isAlive() {
        return listener.process().isAlive();
    }

    public Path logFile() {
        return directory.resolve("redis.log");
    }

    /** Ends in order; {@link #restart} brings it back, empty. */
    public void stop() {
        listener.process().end("TERM", STOP_PATIENCE);
    }

    public void crash() {
        listener.process().kill();
    }

    /** On the same port, whether it runs, was stopped or has crashed. */
    public void restart() {
        stop();
        try {
            launch(listener.port());
        } catch (IOException e) {
            throw new UncheckedIOException("Redis does not come back: " + e.getMessage(), e);
        }
    }

    /** Freezes the server: connections stay open and nothing answers. */
    public void pause() {
        listener.process().pause();
    }

    public void resume() {
        listener.process().resume();
    }

    @Override
    public void close() {
        if (listener != null) {
            stop();
        }
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void unpack() throws IOException {
        Path unpacked = RedisExecProvider.defaultProvider().get().toPath();
        Files.move(unpacked, program, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(unpacked.getParent());
    }

    private void launch(int wantedPort) throws IOException {
        listener = Listener.start(wantedPort, this::program, EmbeddedRedis::isReady, runs);
    }

    private ChildProcess.Program program(int port) {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                Ports.LOOPBACK,
                "--dir",
                directory.toString(),
                "--save",
                "",
                "--appendonly",
                "no",
                "--enable-debug-command",
                "local"));
        command.addAll(options);
        return new ChildProcess.Program("redis", command, Map.of(), logFile(), "TERM", Optional.of(directory));
    }

    /** Another Redis could answer on the port, so its identity is checked. */
    private static boolean isReady(ChildProcess process, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Ports.LOOPBACK, port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write("INFO server\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            String info = new String(answer.readNBytes(INFO_BYTES), StandardCharsets.UTF_8);
            return info.contains("process_id:" + process.pid() + "\r\n");
        } catch (IOException notYet) {
            return false;
        }
    }
}
