package dev.carillon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The arrows between the packages, as {@code docs/architecture.md} draws them.
 *
 * <p>See docs/adr/0010-more-packages.md
 */
class ArchitectureTest {

    private static final int MAX_LINES = 400;
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Set<String> SAY_NOTHING =
            Set.of("util", "utils", "common", "helper", "helpers", "impl", "dto", "service", "services", "manager");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPath(Path.of("target/classes"));

    private static final DescribedPredicate<JavaClass> IN_A_PART =
            JavaClass.Predicates.resideInAPackage("dev.carillon.*..");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sse          |",
                "batch        |",
                "secret       |",
                "notification |",
                "edge         |",
                "identity     | batch edge notification sse secret",
                "problem      | identity notification",
                "broadcast    | batch notification sse secret",
                "audit        | identity",
                "access       | edge notification broadcast identity problem secret limit audit",
                "browser      | edge identity problem audit",
                "limit        | edge identity problem",
                "wire         | browser edge limit problem",
                "publish      | edge notification broadcast identity problem sse limit",
                "receipt      | edge notification identity problem sse limit",
                "inbox        | edge notification broadcast identity problem limit",
                "trpc         | edge notification publish inbox identity problem limit",
                "stream       | edge notification broadcast identity problem sse receipt inbox limit",
                "console      | edge broadcast stream notification identity problem sse limit audit",
                "diagnosis    | edge notification broadcast identity problem receipt limit audit",
                "operations   | notification broadcast stream publish identity access receipt inbox problem sse",
            })
    void everyPackageDependsOnNothingButWhatItsArrowsName(String from, String to) {
        // Given
        Set<String> allowed = Stream.concat(Stream.of(from), to == null ? Stream.empty() : Stream.of(to.split(" ")))
                .collect(Collectors.toSet());

        // Then
        noClasses()
                .that()
                .resideInAPackage("dev.carillon." + from + "..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are in another package of Carillon than " + allowed,
                        type -> type.getPackageName().startsWith("dev.carillon.")
                                && !allowed.contains(type.getPackageName().split("\\.")[2])))
                .check(CLASSES);
    }

    @Test
    void everyPackageHasItsArrowsChecked() throws IOException {
        try (Stream<Path> packages = Files.list(SOURCES.resolve("dev/carillon"))) {
            assertThat(packages.filter(Files::isDirectory)
                            .map(p -> p.getFileName().toString())
                            .toList())
                    .containsExactlyInAnyOrder(
                            "sse",
                            "batch",
                            "notification",
                            "edge",
                            "secret",
                            "identity",
                            "audit",
                            "access",
                            "browser",
                            "limit",
                            "wire",
                            "problem",
                            "broadcast",
                            "publish",
                            "receipt",
                            "inbox",
                            "trpc",
                            "stream",
                            "console",
                            "diagnosis",
                            "operations");
        }
    }

    @Test
    void packagesHaveNoCycles() {
        // Given
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : CLASSES.that(IN_A_PART)) {
            Set<String> targets = arrows.computeIfAbsent(part(type), p -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(IN_A_PART)
                    .map(ArchitectureTest::part)
                    .filter(target -> !target.equals(part(type)))
                    .forEach(targets::add);
        }
        assertThat(arrows.values().stream().mapToInt(Set::size).sum()).isPositive();

        // When all are taken away that need nothing which is left
        while (arrows.values().removeIf(targets -> targets.stream().noneMatch(arrows::containsKey))) {
            // Each round may free the next.
        }

        // Then
        assertThat(arrows).as("packages in a cycle, or in need of one").isEmpty();
    }

    private static String part(JavaClass type) {
        return type.getPackageName().split("\\.")[2];
    }

    @Test
    void timeComesFromAClockThatTestsCanSet() {
        noClasses()
                .that()
                .doNotHaveSimpleName("SystemClock")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .check(CLASSES);
    }

    @Test
    void theSeedsOneLockForAllIsNotUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("jakarta.ws.rs.sse.SseBroadcaster")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("jakarta.ws.rs.sse.SseEventSink")
                .check(CLASSES);
    }

    /** Whoever compares paths measures them in another way than the router does, and can be walked past. */
    @Test
    void whatBindsARequestIsNotReadFromItsPath() {
        noClasses()
                .that()
                .doNotHaveSimpleName("PlainPaths")
                .and()
                .doNotHaveSimpleName("SecurityHeaders")
                .should()
                .callMethod(RoutingContext.class, "normalizedPath")
                .orShould()
                .callMethod(HttpServerRequest.class, "path")
                .orShould()
                .callMethod(HttpServerRequest.class, "uri")
                .orShould()
                .callMethod(UriInfo.class, "getPath")
                .check(CLASSES);
    }

    @Test
    void pathsOfRoutesAreWrittenWhereTheResourceIsAndNowhereElse() throws IOException {
        // Given
        Pattern literal = Pattern.compile("\"/(?:api|console)[/\"]");
        List<String> others = new ArrayList<>();
        // When
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> literal.matcher(line).find())
                        .filter(line -> !line.startsWith("@Path(") && !line.contains(" String PATH = "))
                        .forEach(line -> others.add(file.getFileName() + ": " + line.strip()));
            }
        }
        // Then
        assertThat(others).isEmpty();
    }

    @Test
    void jsonIsWrittenByJacksonAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx.core.json..")
                .check(CLASSES);
    }

    @Test
    void statementsArePreparedInOnePlace() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Query")
                .and()
                .doNotHaveSimpleName("Database")
                .and()
                .doNotHaveSimpleName("Transaction")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Statement.class)
                .check(CLASSES);
    }

    @Test
    void namesSayWhatIsMeant() {
        classes().should().haveNameNotMatching(".*(Impl|Helper|Utils?|Manager)").check(CLASSES);
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .noneMatch(name -> Stream.of(name.split("\\.")).anyMatch(SAY_NOTHING::contains));
    }

    @Test
    void everyClassCanBeReadInOneSitting() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> tooLong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file) > MAX_LINES)
                    .toList();
            assertThat(tooLong).isEmpty();
        }
    }

    @Test
    void theLauncherIsNotInThePackage() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName)).noneMatch(p -> p.contains("embedded"));
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
