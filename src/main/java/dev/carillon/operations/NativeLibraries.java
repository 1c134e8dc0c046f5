package dev.carillon.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * Says at the start which native libraries this pod does without. They are unpacked into the directory for temporary files,
 * and cannot be loaded from one that is mounted {@code noexec}. The pod works without them and costs more. The image has them
 * unpacked.
 */
@Singleton
class NativeLibraries {

    private static final Logger LOG = Logger.getLogger(NativeLibraries.class);
    private static final String UNPACKED = "jna.boot.library.path";

    void onStart(@Observes StartupEvent event, Vertx vertx, MeterRegistry registry) {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            return;
        }
        boolean systemCalls = isUnpacked() || isExecutable(Path.of(System.getProperty("java.io.tmpdir")));
        tell(
                registry,
                "epoll",
                vertx.isNativeTransportEnabled(),
                "each connection costs more memory and processor time");
        tell(registry, "jna", systemCalls, "pod sends to each client by a system call of its own");
    }

    private static void tell(MeterRegistry registry, String library, boolean loads, String consequence) {
        Gauge.builder("carillon.native.library", () -> loads ? 1 : 0)
                .description("1 if this pod can load the native library, 0 if it does without")
                .tag("library", library)
                .register(registry);
        if (!loads) {
            LOG.warnf(
                    "Native library cannot be loaded: library=%s consequence=\"%s\" directory=%s",
                    library, consequence, System.getProperty("java.io.tmpdir"));
        }
    }

    private static boolean isUnpacked() {
        String directory = System.getProperty(UNPACKED);
        return directory != null && Files.isReadable(Path.of(directory, System.mapLibraryName("jnidispatch")));
    }

    /** Asks the kernel, whose answer knows how the directory is mounted. Loading a library to find out would delay the start. */
    static boolean isExecutable(Path directory) {
        try {
            Path file = Files.createTempFile(
                    directory,
                    "carillon",
                    ".probe",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try {
                return Files.isExecutable(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException notWritable) {
            return false;
        }
    }
}
