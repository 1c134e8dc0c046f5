package dev.carillon.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A process id together with its start time, because the system hands an id out again once its process is gone. */
record ProcessIdentity(long pid, Instant startedAt) {
    /** The start time is derived from the boot time, which two JVMs may round differently. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
    }

    /** The process itself, if it still runs; never another one that has been given the same id. */
    Optional<ProcessHandle> running() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process ->
                        process.info().startInstant().filter(this::matches).isPresent())
                .filter(process -> !isZombie(process.pid()));
    }

    private boolean matches(Instant start) {
        return Duration.between(start, startedAt).abs().compareTo(START_TOLERANCE) < 0;
    }

    /** In a container without an init process nobody collects an orphan: it is listed forever although it has ended. */
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException noSuchFile) {
            return false;
        }
    }
}
