package dev.carillon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.carillon.testkit.ProjectFiles;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.UriInfo;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
    private static final int MAX_CLASSES = 25;
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Set<String> SAY_NOTHING =
            Set.of("util", "utils", "common", "helper", "helpers", "impl", "dto", "service", "services", "manager");

    private static final Set<String> OWN_TIME_AND_CHANCE =
            Set.of("System.nanoTime", "ThreadLocalRandom.current", "UUID.randomUUID");

    private static final Map<String, String> REASONS_FOR_OWN_TIME_AND_CHANCE = Map.ofEntries(
            Map.entry("NettyLoop", "the clock that a simulated loop replaces"),
            Map.entry("Audit", "the default of a clock that tests set"),
            Map.entry("LocalRateLimiter", "the default of a clock that tests set"),
            Map.entry("NotificationPublisher", "hands the time to GroupCommit.expire"),
            Map.entry(
                    "GroupCommit", "the deadline of a create request, which expire compares with a time from outside"),
            Map.entry("BroadcastMetrics", "an age, for a gauge"),
            Map.entry("BusProbe", "a round trip, for a metric; an id that no other run has"),
            Map.entry("BusRejectionCounter", "at most one line a minute"),
            Map.entry("Supervised", "at most one line a minute"),
            Map.entry("LogQueue", "how long a pod that stops waits for its output"),
            Map.entry("ConnectionShares", "how long a thread waits for a connection"),
            Map.entry("EventLoopLiveness", "whether loops still turn in real time"),
            Map.entry("OutboxMetrics", "an age, for a gauge"),
            Map.entry("Patience", "how long a command or a pod waits for the database"),
            Map.entry("NameCheck", "how long a name server takes"),
            Map.entry("RedisCheck", "how long a message takes; a name that no other run has"),
            Map.entry("OutboxRelay", "an id that no other run has"),
            Map.entry("Refresh", "an age, for a gauge"),
            Map.entry("PodPreferences", "how long memory is kept that nobody uses"),
            Map.entry("SessionLookups", "how long a Redis that has failed is not asked"),
            Map.entry("CreateRateLimiter", "how long a Redis that has failed is not asked"),
            Map.entry("ClaimLoop", "when it last looked; ends with the pod"),
            Map.entry("OutgoingCall", "how long a request takes"),
            Map.entry("Repetition", "spreads repetitions"),
            Map.entry("Drain", "ends with the JVM, at a time that Kubernetes sets"),
            Map.entry("Console", "shows the present"),
            Map.entry("ClusterSnapshot", "shows the present"),
            Map.entry("ConsoleStream", "shows the present"),
            Map.entry("ConsoleStreams", "shows the present; spreads reconnects"),
            Map.entry("PodRegistry", "shows the present"),
            Map.entry("PodCalls", "an id that no other call has"),
            Map.entry("PodChannels", "a channel that no other process listens to, whatever its name"),
            Map.entry("ReconnectingConnection", "spreads reconnects"),
            Map.entry("Unauthorized", "spreads reconnects"),
            Map.entry("StreamConfig", "spreads reconnects"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPath(Path.of("target/classes"));

    private static final DescribedPredicate<JavaClass> IN_A_PART =
            JavaClass.Predicates.resideInAPackage("dev.carillon.*..");

    @Test
    void everyPackageSaysWhatMayBeNull() {
        // When
        List<Path> unmarked = ProjectFiles.below(SOURCES, "package-info.java").stream()
                .filter(file -> !ProjectFiles.read(file).contains("\n@NullMarked\n"))
                .toList();

        // Then
        assertThat(unmarked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sse          |",
                "supervision  |",
                "batch        | supervision",
                "secret       |",
                "route        |",
                "tenancy      |",
                "insight      |",
                "bus          | batch secret",
                "socket       | sse supervision",
                "notification | tenancy",
                "retention    | notification",
                "identity     | route sse tenancy",
                "problem      | identity notification tenancy",
                "audit        | identity socket",
                "fanout       | insight notification socket sse",
                "broadcast    | batch bus fanout insight notification socket sse supervision tenancy",
                "limit        | identity problem route",
                "access       | audit batch broadcast identity limit problem route secret socket supervision tenancy",
                "edge         | access audit problem route",
                "socket.wire  | edge limit problem route",
                "schedule     | handover identity limit notification problem route tenancy",
                "publish      | audit broadcast handover identity limit notification problem route schedule sse supervision tenancy",
                "canary       | broadcast fanout notification publish socket sse tenancy",
                "outbox       | handover notification publish schedule tenancy",
                "receipt      | identity limit notification problem route sse tenancy",
                "sent         | identity limit notification problem route tenancy",
                "inbox        | broadcast identity limit notification problem route tenancy",
                "preference   | audit batch broadcast identity inbox limit notification problem route supervision tenancy",
                "erasure      | audit broadcast handover identity limit notification preference problem route schedule tenancy webhook",
                "outgoing     | secret tenancy",
                "webhook      | audit identity limit notification outgoing problem route secret tenancy",
                "handover     | audit identity limit notification problem route tenancy webhook",
                "courier      | handover notification outgoing preference tenancy webhook",
                "push         | handover identity inbox limit notification outgoing preference problem route tenancy",
                "trpc         | identity inbox limit notification preference problem publish route schedule stream tenancy",
                "stream       | access broadcast fanout identity inbox limit notification preference problem receipt route socket sse supervision tenancy",
                "console      | access audit broadcast identity insight limit notification problem route socket sse stream",
                "diagnosis    | audit broadcast handover identity insight limit notification problem push receipt route tenancy",
                "schema       |",
                "check        | bus schema secret socket tenancy",
                "operations   | access bus check fanout insight problem push schema secret socket stream supervision",
            })
    void everyPackageDependsOnWhatItsArrowsNameAndOnNothingElse(String from, String to) {
        // Given
        Set<String> named = to == null ? Set.of() : Set.of(to.split(" "));

        // Then
        assertThat(arrows().getOrDefault(from, Set.of())).isEqualTo(named);
    }

    @Test
    void everyPackageHasItsArrowsChecked() throws Exception {
        // Given
        String[] rows = ArchitectureTest.class
                .getDeclaredMethod("everyPackageDependsOnWhatItsArrowsNameAndOnNothingElse", String.class, String.class)
                .getAnnotation(CsvSource.class)
                .value();

        // Then
        assertThat(Stream.of(rows).map(row -> row.split("\\|")[0].strip()))
                .containsExactlyInAnyOrderElementsOf(CLASSES.that(IN_A_PART).stream()
                        .map(ArchitectureTest::part)
                        .collect(Collectors.toSet()));
    }

    @Test
    void packagesHaveNoCycles() {
        assertThat(cycles(arrows()))
                .as("packages in a cycle, or in need of one")
                .isEmpty();
    }

    /** A class that needs itself, however indirectly, can neither be read nor tested alone. */
    @Test
    void classesHaveNoCycles() {
        // Given
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            Set<String> targets = arrows.computeIfAbsent(file(type), p -> new TreeSet<>());
            targetsOf(type)
                    .map(ArchitectureTest::file)
                    .filter(target -> !target.equals(file(type)))
                    .forEach(targets::add);
        }

        // Then
        assertThat(cycles(arrows)).as("classes in a cycle, or in need of one").isEmpty();
    }

    /** Internals change without notice, so one package understands them. */
    @Test
    void onlySocketsKnowNettyTheInsideOfVertxAndNativeCalls() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.carillon.socket..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "io.vertx.core..impl..", "com.sun.jna..", "java.lang.foreign..")
                .check(CLASSES);
    }

    @Test
    void aPackageCanBeTakenInAtAGlance() {
        assertThat(CLASSES.stream()
                        .filter(type -> type.getEnclosingClass().isEmpty())
                        .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting())))
                .allSatisfy((name, classes) -> assertThat(classes).isLessThanOrEqualTo(MAX_CLASSES));
    }

    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : CLASSES.that(IN_A_PART)) {
            Set<String> targets = arrows.computeIfAbsent(part(type), p -> new TreeSet<>());
            targetsOf(type)
                    .filter(IN_A_PART)
                    .map(ArchitectureTest::part)
                    .filter(target -> !target.equals(part(type)))
                    .forEach(targets::add);
        }
        return arrows;
    }

    private static Stream<JavaClass> targetsOf(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(target -> target.getPackageName().startsWith("dev.carillon"));
    }

    /** The packages that are left after removing, again and again, those that need no remaining one: the cycles. */
    private static Map<String, Set<String>> cycles(Map<String, Set<String>> arrows) {
        assertThat(arrows.values().stream().mapToInt(Set::size).sum()).isPositive();
        Map<String, Set<String>> left = new TreeMap<>(arrows);
        while (left.values().removeIf(targets -> targets.stream().noneMatch(left::containsKey))) {
            // Each round may free the next.
        }
        return left;
    }

    private static String part(JavaClass type) {
        String[] names = type.getPackageName().split("\\.");
        return names.length > 3 && names[2].equals("socket") ? names[2] + "." + names[3] : names[2];
    }

    private static String file(JavaClass type) {
        return type.getName().replaceAll("\\$.*", "");
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

    /** Decisions take their time and their chance from outside, so that a simulation can set them. */
    @Test
    void nanosecondsChanceAndNewIdsComeFromOutsideOrHaveAReason() {
        // When
        Set<String> callers = CLASSES.stream()
                .filter(type -> type.getMethodCallsFromSelf().stream()
                        .map(call -> call.getTarget().getOwner().getSimpleName() + "."
                                + call.getTarget().getName())
                        .anyMatch(OWN_TIME_AND_CHANCE::contains))
                .map(type -> type.getName().replaceAll(".*\\.|\\$.*", ""))
                .collect(Collectors.toSet());

        // Then
        assertThat(callers).isEqualTo(REASONS_FOR_OWN_TIME_AND_CHANCE.keySet());
    }

    /** The order of such a copy differs from JVM to JVM, and a failing seed of the simulation might pass in the next one. */
    @Test
    void simulatedClassesKeepTheirOrder() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.carillon.notification..",
                        "dev.carillon.broadcast..",
                        "dev.carillon.fanout..",
                        "dev.carillon.outbox..")
                .should()
                .callMethod(Map.class, "copyOf", Map.class)
                .orShould()
                .callMethod(Set.class, "copyOf", Collection.class)
                .check(CLASSES);
    }

    @Test
    void theExpressApplicationsGlobalLockIsNotUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("jakarta.ws.rs.sse.SseBroadcaster")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("jakarta.ws.rs.sse.SseEventSink")
                .check(CLASSES);
    }

    /** A comparison of paths measures them in another way than the router does, and can be bypassed. */
    @Test
    void rulesOfARequestAreNotReadFromItsPath() {
        noClasses()
                .that()
                .doNotHaveSimpleName("AmbiguousPathFilter")
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
    void pathsOfRoutesAreWrittenWhereTheResourceIsAndNowhereElse() {
        // Given
        Pattern literal = Pattern.compile("\"/(?:api|console)[/\"]");
        List<String> others = new ArrayList<>();
        // When
        ProjectFiles.byName(SOURCES, ".java")
                .forEach((file, source) -> source.lines()
                        .filter(line -> literal.matcher(line).find())
                        .filter(line -> !line.startsWith("@Path(") && !line.contains(" String PATH = "))
                        .forEach(line -> others.add(file + ": " + line.strip())));
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

    /** But for those of the owner, which change tables, and of check, which is no pod. They belong to no organization. */
    @Test
    void statementsArePreparedInOnePlace() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Query")
                .and()
                .doNotHaveSimpleName("Database")
                .and()
                .doNotHaveSimpleName("Transaction")
                .and()
                .doNotHaveSimpleName("OwnerSession")
                .and()
                .doNotHaveSimpleName("Answer")
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
    void everyClassCanBeReadInOneSitting() {
        assertThat(ProjectFiles.below(SOURCES, ".java"))
                .isNotEmpty()
                .allSatisfy(file ->
                        assertThat(ProjectFiles.read(file).lines().count()).isLessThanOrEqualTo(MAX_LINES));
    }

    @Test
    void theLauncherIsNotInThePackage() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName)).noneMatch(p -> p.contains("embedded"));
    }

    /** Two JVMs share the tests that are not in the list, and each would start the application once more. */
    @Test
    void testsThatStartTheApplicationAreListed() {
        Path tests = Path.of("src/test/java");
        Pattern starts = Pattern.compile("(?m)^@(QuarkusTest|IdentityTest|StrictServicesTest)\\b");
        List<String> listed = ProjectFiles.read(Path.of("src/test/application-tests.txt"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(ProjectFiles.below(tests, "Test.java").stream()
                        .filter(file -> starts.matcher(ProjectFiles.read(file)).find())
                        // Annotations.
                        .filter(file -> !file.startsWith(tests.resolve("dev/carillon/testkit")))
                        .map(file -> tests.relativize(file).toString()))
                .containsExactlyElementsOf(listed);
    }
}
