package dev.carillon.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The secret with which the pods of this directory sign their bus messages: made once, for all launchers that share it.
 */
final class BusSecret {
    private static final int BYTES = 32;

    private BusSecret() {}

    /**
     * Reads the secret from the file, which is created if it is missing. May be called by several launchers at the same
     * time.
     */
    static String in(Path file) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file appears complete or not at all, and only if no other launcher was faster. */
    private static void make(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        Path draft = Files.createTempFile(
                file.getParent(),
                file.getFileName().toString(),
                ".draft",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(draft, HexFormat.of().formatHex(random));
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException otherLauncherWasFaster) {
            // The other launcher's secret is as good.
        } finally {
            Files.delete(draft);
        }
    }
}
