package dev.carillon.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL on the loopback interface with a database {@code carillon}, which belongs to an ordinary role of
 * the same name: a superuser would not be held back by row-level security. Pods have an account of their own, which
 * owns
 * nothing. Not safe for use by several threads.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    /** The account that owns the tables, and its password. */
    public static final String OWNER = "carillon";

    private static final String APPLICATION = "carillon_web";
    private static final String APPLICATION_ROLE = "carillon_application";
    /** Members may publish in SQL, and do nothing else. */
    private static final String PUBLISHER_ROLE = "carillon_publisher";

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final int INITDB_SECONDS = 120;
    private static final int CONNECT_SECONDS = 10;
    /** "Fast" shutdown: sessions are ended, nothing is lost. SIGTERM would wait for every client. */
    private static final String FAST_SHUTDOWN = "INT";

    private final PostgresSettings settings;
    private final RunDirectory runs;
    private final PostgresPrograms programs;
    private final Path dataDirectory;
    private final Path log;
    private Listener listener;

    private PostgresServer(PostgresSettings settings, RunDirectory runs, PostgresPrograms programs, Path directory) {
        this.settings = settings;
        this.runs = runs;
        this.programs = programs;
        this.dataDirectory = directory.resolve("data");
        this.log = directory.resolve("postgresql.log");
    }

    public static PostgresServer start() {
        return start(PostgresSettings.temporary());
    }

    public static PostgresServer start(PostgresSettings settings) {
        Workspace workspace = Workspace.current();
        return start(settings, workspace, RunDirectory.of(workspace));
    }

    static PostgresServer start(PostgresSettings settings, Workspace workspace, RunDirectory runs) {
        try {
            PostgresPrograms programs = PostgresPrograms.unpacked(workspace);
            Path directory = settings.dataDirectory().isPresent()
                    ? Files.createDirectories(settings.dataDirectory().get().toAbsolutePath())
                    : Files.createTempDirectory("carillon-postgresql-");
            PostgresServer server = new PostgresServer(settings, runs, programs, directory);
            try {
                server.createDataDirectory();
                server.launch(settings.port());
                server.createDatabase();
                return server;
            } catch (IOException e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start: " + e.getMessage(), e);
        }
    }

    /**
     * A standby that follows this server, from a copy that is made while it runs; closed by itself. Returns when it has
     * caught up. Needs {@code wal_keep_size}, as nothing else keeps what the standby has yet to read.
     */
    public PostgresServer startStandby() {
        return startStandby(port());
    }

    /** The same, for a standby that reaches this server through another port. */
    public PostgresServer startStandby(int through) {
        try {
            Path directory = Files.createTempDirectory("carillon-postgresql-");
            BaseBackup.copy(superuserJdbcUrl(), dataDirectory, directory.resolve("data"));
            Files.createFile(directory.resolve("data").resolve("standby.signal"));
            PostgresSettings following = settings.onPort(0)
                    .with(
                            "primary_conninfo",
                            "host=" + Ports.LOOPBACK + " port=" + through + " user=" + SUPERUSER
                                    + " application_name=standby");
            PostgresServer standby = new PostgresServer(following, runs, programs, directory);
            standby.launch(0);
            return standby;
        } catch (IOException e) {
            throw new UncheckedIOException("The standby does not start: " + e.getMessage(), e);
        }
    }

    /** From now on a commit is acknowledged only when a standby has it too. */
    public void awaitStandbyWithEachCommit() {
        execute("alter system set synchronous_standby_names = '*'", "select pg_reload_conf()");
    }

    /** Makes a standby a server of its own, and returns when it takes writes. */
    public void promote() {
        // Copied from the server it followed, whose commits waited for this one.
        execute("alter system set synchronous_standby_names = ''", "select pg_reload_conf()");
        execute("select pg_promote(true, " + CONNECT_SECONDS + ")");
    }

    /**
     * Ends a standby, and starts what it has as a server of its own. Its history says nothing of that, as with a restored
     * snapshot of a disk.
     */
    public void restartAsServer() {
        stop();
        try {
            Files.delete(dataDirectory.resolve("standby.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        restart();
    }

    private void execute(String... statements) {
        try (Connection connection = DriverManager.getConnection(superuserJdbcUrl());
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public String jdbcUrl() {
        return jdbcUrl(OWNER);
    }

    /** The role that owns the database and migrates it. */
    public String user() {
        return OWNER;
    }

    public String password() {
        return OWNER;
    }

    /** The role that reads and writes rows and owns nothing. */
    public String applicationUser() {
        return APPLICATION;
    }

    public String applicationPassword() {
        return APPLICATION;
    }

    /** The same database as the superuser, whom row-level security does not bind; no password is asked for. */
    public String superuserJdbcUrl() {
        return jdbcUrl(OWNER) + "?user=" + SUPERUSER;
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
        return log;
    }

    /** Ends in order; {@link #restart} brings it back. */
    public void stop() {
        listener.process().end(FAST_SHUTDOWN, STOP_PATIENCE);
    }

    /** Kills the postmaster and every process of it, as if the machine had lost them. */
    public void crash() {
        listener.process().kill();
    }

    /** On the same port and the same data, whether it runs, was stopped or has crashed. */
    public void restart() {
        stop();
        try {
            launch(listener.port());
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not come back: " + e.getMessage(), e);
        }
    }

    /** Freezes every process of the server: connections stay open and nothing answers. */
    public void pause() {
        listener.process().pause();
    }

    public void resume() {
        listener.process().resume();
    }

    /** Ends in order and deletes the data unless it is to be kept. */
    @Override
    public void close() {
        if (listener != null) {
            stop();
        }
        if (settings.dataDirectory().isEmpty()) {
            try {
                Directories.delete(dataDirectory.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void createDataDirectory() throws IOException {
        if (Files.exists(dataDirectory)) {
            return;
        }
        // Made in another directory, so that a killed launcher leaves nothing that looks complete.
        Path unfinished = dataDirectory.resolveSibling("data.unfinished");
        Directories.delete(unfinished);
        List<String> command = programs.command(
                "initdb",
                "--pgdata=" + unfinished,
                "--username=" + SUPERUSER,
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-sync");
        Process initdb = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (initdb.waitFor(INITDB_SECONDS, TimeUnit.SECONDS) && initdb.exitValue() == 0) {
                Files.move(unfinished, dataDirectory, StandardCopyOption.ATOMIC_MOVE);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        initdb.descendants().forEach(ProcessHandle::destroyForcibly);
        initdb.destroyForcibly().onExit().join();
        throw new IOException("initdb failed:\n" + Directories.tail(log));
    }

    private void launch(int wantedPort) throws IOException {
        listener = Listener.start(wantedPort, this::program, this::isReady, runs);
    }

    private ChildProcess.Program program(int port) {
        List<String> arguments = new ArrayList<>(List.of("-D", dataDirectory.toString()));
        settings.serverParameters(port).forEach((key, value) -> arguments.addAll(List.of("-c", key + "=" + value)));
        List<String> command = programs.command("postgres", arguments.toArray(String[]::new));
        Optional<Path> remains =
                settings.dataDirectory().isPresent() ? Optional.empty() : Optional.of(dataDirectory.getParent());
        return new ChildProcess.Program("postgresql", command, Map.of(), log, FAST_SHUTDOWN, remains);
    }

    /** Checks the server's own file, because another PostgreSQL could answer on the port. */
    private boolean isReady(ChildProcess process, int port) {
        try {
            List<String> status = Files.readAllLines(dataDirectory.resolve("postmaster.pid"));
            return status.size() >= 8
                    && status.get(0).trim().equals(Long.toString(process.pid()))
                    && Set.of("ready", "standby").contains(status.get(7).trim());
        } catch (IOException notYet) {
            return false;
        }
    }

    private void createDatabase() throws IOException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl(SUPERUSER));
        source.setUser(SUPERUSER);
        source.setLoginTimeout(CONNECT_SECONDS);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "select 1 from pg_roles where rolname = 'carillon'")) {
                statement.execute("create role carillon login password 'carillon'");
            }
            if (!exists(statement, "select 1 from pg_roles where rolname = '" + APPLICATION + "'")) {
                statement.execute("create role " + APPLICATION_ROLE);
                statement.execute("create role " + APPLICATION + " login password '" + APPLICATION + "' in role "
                        + APPLICATION_ROLE);
            }
            if (!exists(statement, "select 1 from pg_roles where rolname = '" + PUBLISHER_ROLE + "'")) {
                statement.execute("create role " + PUBLISHER_ROLE);
            }
            if (!exists(statement, "select 1 from pg_database where datname = 'carillon'")) {
                statement.execute("create database carillon owner carillon");
            }
        } catch (SQLException e) {
            throw new IOException("cannot create the database: " + e.getMessage(), e);
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://" + Ports.LOOPBACK + ":" + listener.port() + "/" + database;
    }
}
