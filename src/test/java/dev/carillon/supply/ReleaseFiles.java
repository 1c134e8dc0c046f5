package dev.carillon.supply;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Steps of {@code deploy/release} that a shell cannot do the same way on every machine. */
final class ReleaseFiles {

    private ReleaseFiles() {}

    /**
     * {@code pack <directory> <version> <time>} puts distribution, chart, descriptions and lists of components into the
     * directory, {@code image <directory> <version> <file>} the components of the image that the file names. {@code state
     * <directory> <version> <commit> <builder> [base image]…} adds provenance and checksums.
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[1]);
        String version = arguments[2];
        switch (arguments[0]) {
            case "pack" -> pack(directory, version, Instant.parse(arguments[3]));
            case "image" ->
                Files.writeString(
                        directory.resolve("carillon-image-sbom-" + version + ".json"),
                        new ImageComponents(version, Files.readAllLines(Path.of(arguments[3]))).cycloneDx());
            case "state" -> {
                List<String> more = List.of(arguments).subList(5, arguments.length);
                new ReleaseStatement(directory, version, arguments[3]).write(more, arguments[4]);
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void pack(Path directory, String version, Instant time) throws IOException {
        Path whole = directory.resolve("distribution");
        copy(Path.of("target/quarkus-app"), whole);
        for (String file : List.of("LICENSE", "README.md", "deploy/jvm.options")) {
            Files.copy(Path.of(file), whole.resolve(Path.of(file).getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        new ReleaseArchive(whole, "carillon-" + version, time).zip(directory.resolve("carillon-" + version + ".zip"));
        new ReleaseArchive(Path.of("k8s/chart"), "carillon", time)
                .tarball(directory.resolve("carillon-chart-" + version + ".tgz"));
        Files.copy(
                Path.of("target/openapi/openapi.yaml"),
                directory.resolve("openapi-" + version + ".yaml"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.copy(
                Path.of("docs/asyncapi.yaml"),
                directory.resolve("asyncapi-" + version + ".yaml"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.copy(
                Path.of("target/carillon-sbom.json"),
                directory.resolve("carillon-sbom-" + version + ".json"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                directory.resolve("carillon-npm-sbom-" + version + ".json"),
                new NpmComponents(version, new ObjectMapper().readTree(new File("src/main/webui/package-lock.json")))
                        .cycloneDx());
        delete(whole);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
