package dev.carillon.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a {@link Pod} is run.
 *
 * @param application the {@code quarkus-run.jar} of the packaged application
 * @param logDirectory where the pod's log file goes
 * @param sessionSecret the secret that signs session cookies
 * @param jvmOptions options of the pod's JVM
 * @param environment further environment variables, which win over the ones the pod is given otherwise
 * @param httpPort zero for any free port
 * @param managementPort zero for any free port
 * @param launcher a program that becomes the JVM, with its arguments; empty for none
 */
public record PodSettings(
        Path application,
        Path logDirectory,
        String sessionSecret,
        List<String> jvmOptions,
        Map<String, String> environment,
        int httpPort,
        int managementPort,
        List<String> launcher) {

    private static final List<String> UNLIMITED = List.of(
            "CREATES_PER_SECOND",
            "API_KEY_CREATES_PER_SECOND",
            "ORGANIZATION_CREATES_PER_SECOND",
            "POINTS_PER_SECOND",
            "API_KEY_POINTS_PER_SECOND",
            "ORGANIZATION_POINTS_PER_SECOND",
            "POD_POINTS_PER_SECOND",
            "OPENS_PER_SECOND",
            "ORGANIZATION_OPENS_PER_SECOND",
            "QUERIES_AT_ONCE",
            "ORGANIZATION_QUERIES_AT_ONCE",
            "CALLER_QUERIES_AT_ONCE",
            "STRANGERS_PER_SECOND",
            "RECIPIENTS_PER_POINT");

    private static final String TEST_SECRET = "a secret of tests and of nothing else";
    /** Its notifications would be counted in the metrics of tests. */
    private static final Map<String, String> WITHOUT_CANARY = Map.of("CARILLON_CANARY_ENABLED", "false");

    /**
     * The heap is small because several pods share a machine. Without the second compiler three pods on two cores are
     * ready in half the time. Without verifying classes that javac has just made, they need a sixth less again. A later
     * option wins, for load tests {@code -XX:TieredStopAtLevel=4}.
     */
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote");

    public PodSettings(
            Path application,
            Path logDirectory,
            String sessionSecret,
            List<String> jvmOptions,
            Map<String, String> environment,
            int httpPort,
            int managementPort) {
        this(application, logDirectory, sessionSecret, jvmOptions, environment, httpPort, managementPort, List.of());
    }

    /** The application of this project, with its log in a directory of {@code target} that is named here. */
    public static PodSettings of(String purpose) {
        Workspace workspace = Workspace.current();
        return new PodSettings(
                workspace.application(), workspace.logs(purpose), TEST_SECRET, JVM_OPTIONS, WITHOUT_CANARY, 0, 0);
    }

    public PodSettings with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new PodSettings(
                application,
                logDirectory,
                sessionSecret,
                jvmOptions,
                Map.copyOf(more),
                httpPort,
                managementPort,
                launcher);
    }

    /** Without limits per caller, for tests and benchmarks of something else. */
    public PodSettings withoutLimits() {
        PodSettings settings = this;
        for (String limit : UNLIMITED) {
            settings = settings.with("CARILLON_LIMITS_" + limit, "0");
        }
        return settings;
    }

    public PodSettings withJvmOption(String option) {
        List<String> more = new ArrayList<>(jvmOptions);
        more.add(option);
        return new PodSettings(
                application,
                logDirectory,
                sessionSecret,
                List.copyOf(more),
                environment,
                httpPort,
                managementPort,
                launcher);
    }

    /** Replaces all options so far. */
    public PodSettings withJvmOptions(List<String> options) {
        return new PodSettings(
                application,
                logDirectory,
                sessionSecret,
                List.copyOf(options),
                environment,
                httpPort,
                managementPort,
                launcher);
    }

    /** Another build of the application. */
    public PodSettings withApplication(Path quarkusRunJar) {
        return new PodSettings(
                quarkusRunJar,
                logDirectory,
                sessionSecret,
                jvmOptions,
                environment,
                httpPort,
                managementPort,
                launcher);
    }

    public PodSettings withSessionSecret(String secret) {
        return new PodSettings(
                application, logDirectory, secret, jvmOptions, environment, httpPort, managementPort, launcher);
    }

    public PodSettings onPorts(int http, int management) {
        return new PodSettings(
                application, logDirectory, sessionSecret, jvmOptions, environment, http, management, launcher);
    }

    /** The program must keep its process id when it becomes the JVM. */
    public PodSettings launchedBy(String... program) {
        return new PodSettings(
                application,
                logDirectory,
                sessionSecret,
                jvmOptions,
                environment,
                httpPort,
                managementPort,
                List.of(program));
    }
}
