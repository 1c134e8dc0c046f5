package dev.carillon.supply;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The checksums of a release, and how it was made: SHA256SUMS, and provenance in the form of SLSA 1.0. */
record ReleaseStatement(Path directory, String version, String commit) {

    static final String SUMS = "SHA256SUMS";
    private static final String PROVENANCE = "provenance.intoto.json";
    private static final String BUILD_TYPE = "https://carillon.dev/deploy/release@1";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param bases the images that the image was built on, each with its digest; empty if there is no image */
    void write(List<String> bases, String builder) throws IOException {
        Files.writeString(directory.resolve(PROVENANCE), provenance(bases, builder) + "\n");
        StringBuilder sums = new StringBuilder();
        digests()
                .forEach((name, digest) ->
                        sums.append(digest).append("  ").append(name).append("\n"));
        Files.writeString(directory.resolve(SUMS), sums);
    }

    private String provenance(List<String> bases, String builder) throws IOException {
        ObjectNode statement = JSON.createObjectNode()
                .put("_type", "https://in-toto.io/Statement/v1")
                .put("predicateType", "https://slsa.dev/provenance/v1");
        digests()
                .forEach((name, digest) -> statement
                        .withArray("subject")
                        .addObject()
                        .put("name", name)
                        .putObject("digest")
                        .put("sha256", digest));
        ObjectNode predicate = statement.putObject("predicate");
        ObjectNode definition = predicate.putObject("buildDefinition").put("buildType", BUILD_TYPE);
        definition.putObject("externalParameters").put("version", version);
        definition
                .withArray("resolvedDependencies")
                .addObject()
                .put("name", "source")
                .putObject("digest")
                .put("gitCommit", commit);
        bases.forEach(base -> definition
                .withArray("resolvedDependencies")
                .addObject()
                .put("name", base.replaceFirst("@sha256:.*", ""))
                .putObject("digest")
                .put("sha256", base.replaceFirst(".*@sha256:", "")));
        predicate.putObject("runDetails").putObject("builder").put("id", builder);
        return statement.toPrettyString();
    }

    /** Of every file but the checksums themselves, sorted by name. */
    private Map<String, String> digests() throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.equals(SUMS)) {
                    digests.put(name, sha256(file));
                }
            }
        }
        return digests;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (DigestInputStream read = new DigestInputStream(input, digest)) {
                read.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
