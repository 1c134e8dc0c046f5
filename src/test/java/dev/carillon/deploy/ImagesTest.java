package dev.carillon.deploy;

import static dev.carillon.testkit.ProjectFiles.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Images of others, wherever one is named: by version and by digest ({@code deploy/pin-images}); and Maven. */
class ImagesTest {

    private static final Pattern IMAGE = Pattern.compile(
            "(?<name>[a-z0-9.]+\\.[a-z]+/[a-z0-9/-]+:[A-Za-z0-9._-]+)(@sha256:(?<digest>[0-9a-f]{64}))?");

    /** Stands for the image that an operator builds, whose digest nobody else can know. */
    private static final String OWN = "registry.example.com/carillon:";

    private static final Pattern ACTION = Pattern.compile("uses: .*");

    @Test
    void everyImageIsPinnedByItsDigest() throws IOException {
        // When
        TreeSet<String> open = new TreeSet<>();
        digests().forEach((name, digests) -> {
            if (digests.contains("")) {
                open.add(name);
            }
        });

        // Then
        assertThat(open).as("run deploy/pin-images").isEmpty();
    }

    @Test
    void imageThatIsNamedTwiceIsTheSameTwice() throws IOException {
        assertThat(digests())
                .hasSizeGreaterThan(5)
                .allSatisfy((name, digests) -> assertThat(digests).as(name).hasSize(1));
    }

    @Test
    void scriptKnowsEveryFileThatNamesAnImage() throws IOException {
        // Given
        String script = Files.readString(Path.of("deploy/pin-images"));

        // Then
        assertThat(files().filter(file -> !images(file).isEmpty()).map(Path::toString))
                .isNotEmpty()
                .allMatch(file -> script.contains(file));
    }

    /** A tag of an action can be moved to other code, which would run with the workflow's rights. */
    @Test
    void everyActionIsPinnedByItsCommit() {
        // When
        List<String> actions = ProjectFiles.below(Path.of(".github/workflows"), "").stream()
                .flatMap(file -> ACTION.matcher(read(file)).results())
                .map(MatchResult::group)
                .toList();

        // Then
        assertThat(actions)
                .isNotEmpty()
                .allMatch(action -> action.matches("uses: [a-z/-]+@[0-9a-f]{40} # v[0-9]+\\.[0-9]+\\.[0-9]+"));
    }

    /** The wrapper checks what it downloads only where this is said. */
    @Test
    void mavenIsHeldToItsChecksum() throws IOException {
        assertThat(Files.readAllLines(Path.of(".mvn/wrapper/maven-wrapper.properties")))
                .anyMatch(line -> line.matches("distributionSha256Sum=[0-9a-f]{64}"));
    }

    private static Map<String, TreeSet<String>> digests() throws IOException {
        Map<String, TreeSet<String>> found = new TreeMap<>();
        for (Path file : files().toList()) {
            images(file)
                    .forEach((name, digests) ->
                            found.computeIfAbsent(name, n -> new TreeSet<>()).addAll(digests));
        }
        return found;
    }

    private static Map<String, TreeSet<String>> images(Path file) {
        Map<String, TreeSet<String>> found = new TreeMap<>();
        Matcher images = IMAGE.matcher(read(file));
        while (images.find()) {
            String name = images.group("name");
            String digest = images.group("digest");
            if (!name.startsWith(OWN)) {
                found.computeIfAbsent(name, n -> new TreeSet<>()).add(digest == null ? "" : digest);
            }
        }
        return found;
    }

    private static Stream<Path> files() {
        return Stream.of(Path.of("deploy"), Path.of("k8s"))
                .flatMap(root -> ProjectFiles.below(root, "").stream())
                .filter(file -> file.endsWith("Dockerfile") || file.toString().endsWith(".yaml"))
                .filter(file -> read(file).contains("image:") || file.endsWith("Dockerfile"));
    }
}
