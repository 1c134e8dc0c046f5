package dev.carillon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A package of npm, in its directory. */
public record Npm(Path directory) {
    /** The browser side. Its output is committed, so that only a change of it needs its tools. */
    public static final Npm WEBUI = new Npm(Path.of("src/main/webui"));

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    /** Installs the packages of the lock file unless they are there. Skips the test if they are not available. */
    public Npm install() {
        if (!run("--version").succeeded()) {
            MissingTool.skip("There is no npm on the PATH");
        }
        if (!isInstalled()) {
            Command install = run("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
            if (!install.succeeded()) {
                MissingTool.skip("npm ci has failed in " + directory + ":\n" + install.text());
            }
        }
        return this;
    }

    public void script(String name) {
        Command script = run("run", "--silent", name);
        assertEquals(0, script.status(), () -> "npm run " + name + ":\n" + script.text());
    }

    /** npm notes what it has installed. A note older than the lock file is stale. */
    private boolean isInstalled() {
        try {
            Path installed = directory.resolve("node_modules/.package-lock.json");
            return Files.exists(installed)
                    && Files.getLastModifiedTime(installed)
                                    .compareTo(Files.getLastModifiedTime(directory.resolve("package-lock.json")))
                            >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    public Command run(String... arguments) {
        List<String> words = new ArrayList<>(List.of(WINDOWS ? "npm.cmd" : "npm"));
        words.addAll(List.of(arguments));
        return Command.run(directory, LIMIT, words.toArray(String[]::new));
    }
}
