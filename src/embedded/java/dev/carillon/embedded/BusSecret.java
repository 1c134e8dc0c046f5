package dev.carillon.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What the pods of this directory authenticate their messages with: made once, for all launchers that share it. */
final class BusSecret {
    private static final int BYTES = 32;

    private BusSecret() {}

    /** The one in the file, which is made if there is none. May be called by several launchers at the same time. */
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

    /** Appears whole or not at all, and only if nobody else was faster. */
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
            // Its secret is as good.
        } finally {
            Files.delete(draft);
        }
    }
}
