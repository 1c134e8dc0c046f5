package dev.carillon.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Debian's PgBouncer in transaction mode before a PostgreSQL, on the loopback interface. Not safe for use by several threads. */
public final class PgBouncer implements AutoCloseable {
    private static final String PROGRAM = "pgbouncer";
    private static final List<Path> PLACES =
            List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/usr/local/bin"));
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final int ANSWER_MILLIS = 1000;

    private final Path program;
    private final Path directory;
    private final PostgresServer postgres;
    private final int connections;
    private final RunDirectory runs;
    private Listener listener;

    private PgBouncer(Path program, Path directory, PostgresServer postgres, int connections, RunDirectory runs) {
        this.program = program;
        this.directory = directory;
        this.postgres = postgres;
        this.connections = connections;
        this.runs = runs;
    }

    /** Empty if this machine has none. */
    public static Optional<Path> installed() {
        return PLACES.stream()
                .map(place -> place.resolve(PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param connections to PostgreSQL, which all clients of an account share */
    public static PgBouncer start(PostgresServer postgres, int connections) {
        Path program = installed().orElseThrow(() -> new IllegalStateException(PROGRAM + " is not installed"));
        try {
            PgBouncer bouncer = new PgBouncer(
                    program,
                    Files.createTempDirectory("carillon-pgbouncer-"),
                    postgres,
                    connections,
                    RunDirectory.of(Workspace.current()));
            bouncer.launch(0);
            return bouncer;
        } catch (IOException e) {
            throw new UncheckedIOException("PgBouncer does not start: " + e.getMessage(), e);
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://" + Ports.LOOPBACK + ":" + listener.port() + "/carillon";
    }

    public int port() {
        return listener.port();
    }

    public void crash() {
        listener.process().kill();
    }

    /** On the same port, whether it runs, was stopped or has crashed. */
    public void restart() {
        listener.process().end("INT", STOP_PATIENCE);
        try {
            launch(listener.port());
        } catch (IOException e) {
            throw new UncheckedIOException("PgBouncer does not come back: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        listener.process().end("INT", STOP_PATIENCE);
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launch(int wantedPort) throws IOException {
        listener = Listener.start(wantedPort, this::program, PgBouncer::isReady, runs);
    }

    private ChildProcess.Program program(int port) {
        Path settings = directory.resolve("pgbouncer.ini");
        Path users = directory.resolve("users.txt");
        try {
            Files.writeString(
                    users,
                    "\"%s\" \"%s\"%n\"%s\" \"%s\"%n"
                            .formatted(
                                    postgres.applicationUser(),
                                    postgres.applicationPassword(),
                                    postgres.user(),
                                    postgres.password()));
            Files.writeString(
                    settings, """
                    [databases]
                    carillon = host=%s port=%d dbname=carillon
                    [pgbouncer]
                    listen_addr = %s
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = plain
                    auth_file = %s
                    pool_mode = transaction
                    default_pool_size = %d
                    max_client_conn = 500
                    ignore_startup_parameters = extra_float_digits
                    """.formatted(Ports.LOOPBACK, postgres.port(), Ports.LOOPBACK, port, users, connections));
            // PgBouncer does not run as root, and the account that it changes to reads these.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of(program.toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(settings.toString());
        return new ChildProcess.Program(
                PROGRAM, command, Map.of(), directory.resolve("pgbouncer.log"), "INT", Optional.of(directory));
    }

    private static boolean isReady(ChildProcess process, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Ports.LOOPBACK, port), ANSWER_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
