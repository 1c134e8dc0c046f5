package dev.carillon.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * One file per started process. A launcher that is killed cannot end its children; the next one finds them here. A
 * process whose launcher still runs is left alone, so that several launchers can share the directory.
 */
final class RunDirectory {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path directory;
    private final ProcessIdentity launcher;

    RunDirectory(Path directory, ProcessIdentity launcher) {
        this.directory = directory;
        this.launcher = launcher;
    }

    static RunDirectory of(Workspace workspace) {
        return new RunDirectory(workspace.runningProcesses(), ProcessIdentity.of(ProcessHandle.current()));
    }

    /**
     * Remembers a process until the returned file is deleted.
     *
     * @param endedBy the signal that ends it at once and in order
     * @param remains a directory that is of no use after the process, if there is one
     */
    Path remember(String name, ProcessHandle process, String endedBy, Optional<Path> remains) throws IOException {
        Properties entry = new Properties();
        entry.setProperty("name", name);
        entry.setProperty("endedBy", endedBy);
        remains.ifPresent(path -> entry.setProperty("remains", path.toString()));
        write(entry, "process", ProcessIdentity.of(process));
        write(entry, "launcher", launcher);
        Files.createDirectories(directory);
        Path file = directory.resolve(name + "-" + process.pid() + ".properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            entry.store(out, null);
        }
        return file;
    }

    /** Ends what killed launchers have left behind. Returns the names of the processes that were ended. */
    List<String> endLeftovers() {
        List<String> ended = new ArrayList<>();
        try {
            if (!Files.isDirectory(directory)) {
                return ended;
            }
            for (Path file : entries()) {
                endLeftover(file).ifPresent(ended::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ended;
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            // Sorted, pods come before the PostgreSQL that waits for its connections to be closed.
            return files.filter(file -> file.toString().endsWith(".properties"))
                    .sorted()
                    .toList();
        }
    }

    private Optional<String> endLeftover(Path file) throws IOException {
        Properties entry = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            entry.load(in);
        } catch (NoSuchFileException otherLauncherWasFaster) {
            return Optional.empty();
        }
        if (read(entry, "launcher").flatMap(ProcessIdentity::running).isPresent()) {
            return Optional.empty();
        }
        Optional<ProcessHandle> leftover = read(entry, "process").flatMap(ProcessIdentity::running);
        if (leftover.isPresent()) {
            end(read(entry, "process").get(), entry.getProperty("endedBy"));
        }
        if (entry.containsKey("remains")) {
            Directories.delete(Path.of(entry.getProperty("remains")));
        }
        Files.deleteIfExists(file);
        return leftover.map(process -> entry.getProperty("name") + " (pid " + process.pid() + ")");
    }

    private static void end(ProcessIdentity leftover, String signal) throws IOException {
        List<ProcessHandle> family = leftover.running()
                .map(process ->
                        Stream.concat(Stream.of(process), process.descendants()).toList())
                .orElse(List.of());
        Signals.send(signal, leftover.pid());
        if (!Waiting.until(PATIENCE, () -> leftover.running().isEmpty())) {
            family.forEach(ProcessHandle::destroyForcibly);
            if (!Waiting.until(PATIENCE, () -> leftover.running().isEmpty())) {
                throw new IOException("Process " + leftover.pid() + " of an earlier run cannot be ended");
            }
        }
    }

    private static void write(Properties entry, String key, ProcessIdentity identity) {
        entry.setProperty(key + ".pid", Long.toString(identity.pid()));
        entry.setProperty(key + ".startedAt", identity.startedAt().toString());
    }

    /** Empty for a file that its launcher had not finished when it was killed. */
    private static Optional<ProcessIdentity> read(Properties entry, String key) {
        String pid = entry.getProperty(key + ".pid");
        String startedAt = entry.getProperty(key + ".startedAt");
        if (pid == null || startedAt == null) {
            return Optional.empty();
        }
        return Optional.of(new ProcessIdentity(Long.parseLong(pid), Instant.parse(startedAt)));
    }
}
