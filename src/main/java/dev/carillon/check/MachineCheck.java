package dev.carillon.check;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.carillon.socket.IoSubmitSupport;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;

/** The limits of the machine, or of the container. */
final class MachineCheck implements CheckPart {

    // For everything that is no stream: docs/operations.md, Sizing.
    private static final int OTHER_FILES = 1000;
    // As carillon.stream.max-per-pod without a setting.
    private static final int STREAMS = 50_000;

    private final Config config;

    MachineCheck(Config config) {
        this.config = config;
    }

    @Override
    public void run(Consumer<Finding> tell) {
        tell.accept(files());
        tell.accept(temporaryFiles());
        tell.accept(IoSubmitSupport.unavailable()
                .map(reason -> Finding.warning(
                        "io_submit", "a pod sends to each client by a system call of its own: " + reason))
                .orElseGet(() -> Finding.ok("io_submit", "a pod sends to many clients by one system call")));
    }

    private Finding files() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return Finding.unknown("files", "this system does not tell how many a process may open");
        }
        int streams = config.getOptionalValue("carillon.stream.max-per-pod", Integer.class)
                .orElse(STREAMS);
        long most = system.getMaxFileDescriptorCount();
        String text = most + " may be open; " + streams + " streams and " + OTHER_FILES + " others need "
                + ((long) streams + OTHER_FILES);
        return most < (long) streams + OTHER_FILES ? Finding.failure("files", text) : Finding.ok("files", text);
    }

    private static Finding temporaryFiles() {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        return Files.isWritable(directory)
                ? Finding.ok("temporary files", directory + " may be written")
                : Finding.failure("temporary files", directory + " may not be written: mount one at /tmp");
    }
}
