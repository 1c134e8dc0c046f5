package dev.carillon.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.lang3.SystemUtils;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's own programs, unpacked from the class path once per project. */
final class PostgresPrograms {
    private static final int PROBE_SECONDS = 20;
    private static final int EXECUTABLE_BITS = 0111;

    private final Path directory;

    private PostgresPrograms(Path directory) {
        this.directory = directory;
    }

    static synchronized PostgresPrograms unpacked(Workspace workspace) throws IOException {
        PostgresPrograms shared =
                new PostgresPrograms(workspace.unpackedPrograms().resolve("postgresql"));
        if (!Files.isDirectory(shared.directory)) {
            unpackWholeOrNotAtAll(shared.directory);
        }
        if (shared.runs()) {
            return shared;
        }
        // The project may be on a file system that is mounted noexec, or, seen from root's user namespace, unreadable.
        PostgresPrograms own = new PostgresPrograms(Files.createTempDirectory("carillon-postgresql-programs-"));
        Runtime.getRuntime().addShutdownHook(new Thread(own::delete));
        unpack(own.directory);
        return own;
    }

    /**
     * PostgreSQL does not run as root. In a user namespace of its own, root is an ordinary user who still owns root's
     * files.
     */
    List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRootOfLinux()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(directory.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isRootOfLinux() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException notLinux) {
            return false;
        }
    }

    private boolean runs() throws IOException {
        Process probe = new ProcessBuilder(command("postgres", "--version"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void delete() {
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            System.err.println("Cannot delete " + directory + ": " + e.getMessage());
        }
    }

    /** A launcher that is killed while it unpacks must not leave a directory that looks complete. */
    private static void unpackWholeOrNotAtAll(Path directory) throws IOException {
        Files.createDirectories(directory.getParent());
        Path unfinished = Files.createTempDirectory(directory.getParent(), "unpacking-");
        try {
            unpack(unfinished);
            Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Directories.delete(unfinished);
            if (!Files.isDirectory(directory)) {
                throw e;
            }
            // Another launcher has unpacked the same programs meanwhile.
        }
    }

    private static void unpack(Path directory) throws IOException {
        String system = SystemUtils.IS_OS_MAC_OSX ? "Darwin" : "Linux";
        String machine = "amd64".equals(SystemUtils.OS_ARCH) ? "x86_64" : SystemUtils.OS_ARCH;
        try (InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, directory.resolve(entry.getName()).normalize());
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, target);
        if ((entry.getMode() & EXECUTABLE_BITS) != 0) {
            Files.setPosixFilePermissions(
                    target,
                    EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE,
                            PosixFilePermission.GROUP_READ,
                            PosixFilePermission.GROUP_EXECUTE,
                            PosixFilePermission.OTHERS_READ,
                            PosixFilePermission.OTHERS_EXECUTE));
        }
    }
}
