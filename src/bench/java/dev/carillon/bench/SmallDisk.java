package dev.carillon.bench;

import dev.carillon.testkit.Command;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A file system in a file, which can be filled and frozen. Root alone may mount one. */
final class SmallDisk implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SIZE = "500M";
    private static final int BLOCK_BYTES = 1 << 20;

    private final Path image;
    private final Path path;
    private boolean frozen;

    private SmallDisk(Path image, Path path) {
        this.image = image;
        this.path = path;
    }

    /** Whether this user may mount, and this machine has what it takes. */
    static boolean isPossible() {
        return "root".equals(System.getProperty("user.name"))
                && Files.exists(Path.of("/dev/loop-control"))
                && Command.run(Path.of("."), LIMIT, "fsfreeze", "--version").succeeded()
                && Command.run(Path.of("."), LIMIT, "mkfs.ext4", "-V").succeeded();
    }

    static SmallDisk mountedAt(Path path) throws IOException {
        Files.createDirectories(path);
        Path image = path.resolveSibling(path.getFileName() + ".img");
        run("truncate", "-s", SIZE, image.toString());
        run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
        run("mount", "-o", "loop", image.toString(), path.toString());
        return new SmallDisk(image, path);
    }

    Path path() {
        return path;
    }

    /** Returns when nothing more can be written. */
    void fill() {
        byte[] block = new byte[BLOCK_BYTES];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // As it was to be. The rest is less than a block.
            run("dd", "if=/dev/zero", "of=" + path.resolve("rest"), "bs=1k", "status=none");
        }
    }

    void free() {
        try {
            Files.deleteIfExists(filler());
            Files.deleteIfExists(path.resolve("rest"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path filler() {
        return path.resolve("filler");
    }

    void freeze() {
        run("fsfreeze", "--freeze", path.toString());
        frozen = true;
    }

    void thaw() {
        if (frozen) {
            run("fsfreeze", "--unfreeze", path.toString());
            frozen = false;
        }
    }

    @Override
    public void close() throws IOException {
        thaw();
        run("umount", path.toString());
        Files.delete(image);
    }

    private static void run(String... words) {
        Command command = Command.run(Path.of("."), LIMIT, words);
        if (!command.succeeded() && !words[0].equals("dd")) {
            throw new IllegalStateException(String.join(" ", words) + ": " + command.text());
        }
    }
}
