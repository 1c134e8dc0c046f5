package dev.carillon.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A running program that is remembered in the {@link RunDirectory} for as long as it runs. */
final class ChildProcess {
    private static final Duration DEATH_PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final Path memory;

    private ChildProcess(String name, Process process, Path memory) {
        this.name = name;
        this.process = process;
        this.memory = memory;
    }

    /** The program to run.
     *
     * @param endedBy the signal that ends it at once and in order
     * @param remains a directory that is deleted together with a leftover of this process
     */
    record Program(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            String endedBy,
            Optional<Path> remains) {}

    static ChildProcess start(Program program, RunDirectory runs) throws IOException {
        Files.createDirectories(program.log().toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(inItsOwnSession(program.command()));
        builder.environment().putAll(program.environment());
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(program.log().toFile()));
        Process process = builder.start();
        process.getOutputStream().close();
        Path memory = runs.remember(program.name(), process.toHandle(), program.endedBy(), program.remains());
        return new ChildProcess(program.name(), process, memory);
    }

    /**
     * Ctrl-C in a terminal goes to every process of the session. A Redis that ends while pods still drain would be a
     * different exit than the one in production, so children get a session of their own where the system can do it.
     */
    private static List<String> inItsOwnSession(List<String> command) {
        if (Stream.of("/usr/bin/setsid", "/bin/setsid").map(Path::of).noneMatch(Files::isExecutable)) {
            return command;
        }
        List<String> detached = new ArrayList<>(List.of("setsid"));
        detached.addAll(command);
        return detached;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Calls back, on a thread of the JVM's choice, with the exit status. */
    void onExit(Consumer<Integer> callback) {
        process.onExit().thenAccept(ended -> callback.accept(ended.exitValue()));
    }

    /** Sends the signal, waits, and kills what has not ended by then. Returns whether the signal was enough. */
    boolean end(String signal, Duration patience) {
        return uninterrupted(() -> {
            if (process.isAlive()) {
                send(signal);
                // A paused process would never get to see the signal.
                send("CONT");
            }
            boolean ended = awaitExit(patience);
            kill();
            return ended;
        });
    }

    /** Kills the process and its children. Returns when they are gone. */
    void kill() {
        boolean gone = uninterrupted(() -> {
            List<ProcessHandle> family = family();
            List<ProcessIdentity> identities =
                    family.stream().map(ProcessIdentity::of).toList();
            // The parent first: PostgreSQL's postmaster would otherwise begin to recover from the death of a child.
            family.forEach(ProcessHandle::destroyForcibly);
            return awaitExit(DEATH_PATIENCE)
                    && Waiting.until(
                            DEATH_PATIENCE,
                            () -> identities.stream()
                                    .allMatch(child -> child.running().isEmpty()));
        });
        if (!gone) {
            throw new IllegalStateException(name + " (pid " + pid() + ") survives SIGKILL");
        }
        forget();
    }

    void pause() {
        family().forEach(member -> send("STOP", member.pid()));
    }

    void resume() {
        family().forEach(member -> send("CONT", member.pid()));
    }

    private List<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    private void send(String signal) {
        send(signal, pid());
    }

    private static void send(String signal, long pid) {
        try {
            Signals.send(signal, pid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An interrupt asks the caller to stop. Ending its children is part of that, so it is not interrupted. */
    private static boolean uninterrupted(BooleanSupplier work) {
        boolean interrupted = Thread.interrupted();
        try {
            return work.getAsBoolean();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean awaitExit(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void forget() {
        try {
            Files.deleteIfExists(memory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
