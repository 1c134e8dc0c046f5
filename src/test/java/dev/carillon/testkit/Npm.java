package dev.carillon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A package of npm, in its directory. */
public record Npm(Path directory) {
    /** The browser side. Its output is committed, so that only a change of it needs its tools. */
    public static final Npm WEBUI = new Npm(Path.of("src/main/webui"));

    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    /** Installs the packages of the lock file unless they are there. Skips the test if they are not available. */
    public Npm install() {
        if (!run("--version").succeeded()) {
            MissingTool.skip("There is no npm on the PATH");
        }
        // Threads exclude each other by the monitor, JVMs by the file, which a JVM may not lock twice.
        synchronized (Npm.class) {
            installUnlessAnotherHas();
        }
        return this;
    }

    private void installUnlessAnotherHas() {
        try (FileChannel file = FileChannel.open(lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && !isInstalled()) {
                ci();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path lock() throws IOException {
        String name = directory.toString().replaceAll("\\W+", "-") + ".lock";
        return Files.createDirectories(Path.of("target/npm-locks")).resolve(name);
    }

    private void ci() {
        Command install = run("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
        if (!install.succeeded()) {
            MissingTool.skip("npm ci has failed in " + directory + ":\n" + install.text());
        }
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
