package dev.carillon.webui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the browser side's own tools. What they make is committed, so that only who changes it needs them. */
final class Npm {

    private static final Path WEBUI = Path.of("src/main/webui").toAbsolutePath();
    private static final Path LOG = Path.of("target/webui.log").toAbsolutePath();
    private static final int MINUTES = 10;
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase().startsWith("windows");

    private record Outcome(int status, String output) {}

    private Npm() {}

    /** Skips the test where the tools are not to be had; in CI that is a failure, as it would hide all of them. */
    static void install() {
        if (run("--version").status() != 0) {
            skip("There is no npm on the PATH");
        }
        if (!isInstalled()) {
            Outcome install = run("ci", "--ignore-scripts", "--no-audit", "--no-fund");
            if (install.status() != 0) {
                skip("npm ci has failed:\n" + install.output());
            }
        }
    }

    static void script(String name) {
        Outcome outcome = run("run", "--silent", name);
        assertEquals(0, outcome.status(), () -> "npm run " + name + ":\n" + outcome.output());
    }

    private static void skip(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            fail(reason);
        }
        System.out.println("SKIPPED: the browser side. " + reason);
        abort(reason);
    }

    /** npm notes what it has installed; anything older than the lock file is not that. */
    private static boolean isInstalled() {
        try {
            Path installed = WEBUI.resolve("node_modules/.package-lock.json");
            return Files.exists(installed)
                    && Files.getLastModifiedTime(installed)
                                    .compareTo(Files.getLastModifiedTime(WEBUI.resolve("package-lock.json")))
                            >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Outcome run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(WINDOWS ? "npm.cmd" : "npm"));
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(LOG.getParent());
            Process process = new ProcessBuilder(command)
                    .directory(WEBUI.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(LOG.toFile())
                    .start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return new Outcome(-1, "Not done after " + MINUTES + " minutes");
            }
            return new Outcome(process.exitValue(), Files.readString(LOG, StandardCharsets.UTF_8));
        } catch (IOException notThere) {
            return new Outcome(-1, notThere.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(-1, "Interrupted");
        }
    }
}
