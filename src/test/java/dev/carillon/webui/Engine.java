package dev.carillon.webui;

import dev.carillon.testkit.MissingTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The browser engines of Debian, each with one window on one address. The page itself says what it sees. */
enum Engine {
    CHROMIUM("chromium", "/usr/bin/chromium") {
        @Override
        void run(Window window, Path program, String address) throws IOException {
            window.start(
                    List.of(
                            program.toString(),
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--user-data-dir=" + window.home().resolve("profile"),
                            address),
                    Map.of());
        }
    },
    FIREFOX("firefox-esr", "/usr/bin/firefox-esr") {
        // Without the pages and requests of a first start.
        private static final String PREFERENCES = """
                user_pref("browser.aboutwelcome.enabled", false);
                user_pref("browser.preonboarding.enabled", false);
                user_pref("browser.shell.checkDefaultBrowser", false);
                user_pref("browser.startup.homepage_override.mstone", "ignore");
                user_pref("datareporting.policy.dataSubmissionEnabled", false);
                user_pref("datareporting.policy.dataSubmissionPolicyBypassNotification", true);
                user_pref("termsofuse.bypassNotification", true);
                user_pref("network.captive-portal-service.enabled", false);
                user_pref("network.connectivity-service.enabled", false);
                """;

        @Override
        void run(Window window, Path program, String address) throws IOException {
            Path profile = Files.createDirectories(window.home().resolve("profile"));
            Files.writeString(profile.resolve("user.js"), PREFERENCES);
            window.start(
                    List.of(program.toString(), "--headless", "--no-remote", "--profile", profile.toString(), address),
                    Map.of());
        }
    },
    WEBKIT("webkit2gtk-driver and xvfb", "/usr/lib/{architecture}-linux-gnu/webkit2gtk-4.1/MiniBrowser") {
        @Override
        void run(Window window, Path program, String address) throws IOException {
            Path screen = Path.of("/usr/bin/Xvfb");
            if (!Files.isExecutable(screen)) {
                missing();
            }
            Process display = window.start(
                    List.of(screen.toString(), "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"),
                    Map.of());
            String number = new BufferedReader(
                            new InputStreamReader(display.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            window.start(
                    List.of(program.toString(), address),
                    Map.of(
                            "DISPLAY",
                            ":" + number,
                            "XDG_RUNTIME_DIR",
                            window.home().toString(),
                            "WEBKIT_DISABLE_COMPOSITING_MODE",
                            "1",
                            "WEBKIT_DISABLE_DMABUF_RENDERER",
                            "1",
                            "GSK_RENDERER",
                            "cairo",
                            "LIBGL_ALWAYS_SOFTWARE",
                            "1",
                            "NO_AT_BRIDGE",
                            "1"));
        }
    };

    private final String debianPackage;
    private final String program;

    /** @param program with the machine's name for its architecture left open */
    Engine(String debianPackage, String program) {
        this.debianPackage = debianPackage;
        this.program = program;
    }

    abstract void run(Window window, Path program, String address) throws IOException;

    /** Opens the address; skips the test on a machine without this engine. */
    Window open(Path home, String address) {
        String architecture = System.getProperty("os.arch").replace("amd64", "x86_64");
        Path found = Path.of(program.replace("{architecture}", architecture));
        if (!Files.isExecutable(found)) {
            missing();
        }
        Window window = new Window(home, new ArrayList<>());
        try {
            run(window, found, address);
        } catch (IOException e) {
            window.close();
            throw new UncheckedIOException(e);
        }
        return window;
    }

    void missing() {
        MissingTool.skip(name() + " is not on this machine (apt-get install " + debianPackage + ")");
    }

    /** The processes of a browser, until it is closed. */
    record Window(Path home, List<Process> processes) implements AutoCloseable {

        Process start(List<String> command, Map<String, String> environment) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectError(home.resolve("errors").toFile());
            builder.environment().put("HOME", home.toString());
            builder.environment().putAll(environment);
            Process process = builder.start();
            processes.add(process);
            return process;
        }

        /** Sends a signal, {@code STOP} or {@code CONT}, to all of the browser. */
        void signal(String name) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of("kill", "-" + name));
            for (Process process : processes) {
                command.add(Long.toString(process.pid()));
                process.descendants().forEach(child -> command.add(Long.toString(child.pid())));
            }
            new ProcessBuilder(command).start().waitFor();
        }

        @Override
        public void close() {
            for (int i = processes.size() - 1; i >= 0; i--) {
                Process process = processes.get(i);
                List<ProcessHandle> children = process.descendants().toList();
                process.destroy();
                children.forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }
}
