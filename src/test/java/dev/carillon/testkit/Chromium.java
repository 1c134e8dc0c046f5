package dev.carillon.testkit;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link Browser}: the machine's own Chromium, one for the whole run. Each test opens contexts of its own,
 * which are browsers to everything but the machine, and which are closed after it. Tests of what foreign sites can do ask
 * for a {@link Chromium} instead.
 */
public final class Chromium implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Chromium.class);
    private static final List<String> CANDIDATES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    // No sandbox, because containers run tests as root; the rest keeps it from asking the internet.
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private Running running;

    private record Running(Playwright playwright, Browser browser) implements AutoCloseable {
        static Running start() {
            Path executable = executable().orElseThrow();
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            BrowserType.LaunchOptions options = new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    .setArgs(ARGUMENTS);
            return new Running(playwright, playwright.chromium().launch(options));
        }

        @Override
        public void close() {
            playwright.close();
        }
    }

    /**
     * A browser with a profile of its own, which sends cookies on behalf of foreign sites. Debian's Chromium keeps them back,
     * and every one does in a context without a profile; it is the visitors of the others who are at risk.
     */
    public BrowserContext withForeignCookies(Path profile) throws IOException {
        Path preferences = Files.createDirectories(profile.resolve("Default")).resolve("Preferences");
        Files.writeString(
                preferences, "{\"profile\":{\"cookie_controls_mode\":0,\"block_third_party_cookies\":false}}");
        return running.playwright()
                .chromium()
                .launchPersistentContext(
                        profile,
                        new BrowserType.LaunchPersistentContextOptions()
                                .setExecutablePath(executable().orElseThrow())
                                .setArgs(ARGUMENTS));
    }

    /** Kept to be looked at. */
    public static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    private static Optional<Path> executable() {
        return Stream.concat(
                        Stream.of(System.getenv("CARILLON_CHROMIUM")).filter(Objects::nonNull), CANDIDATES.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Browser.class || type == Chromium.class;
    }

    /** Skips the test where there is no browser; in CI that is a failure, as it would hide all of them. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (!context.getRequiredTestClass().isAnnotationPresent(SecondCluster.class)) {
            throw new IllegalStateException(
                    "All tests have one browser, and each closes what is open in it at its end: they need @SecondCluster");
        }
        if (executable().isEmpty()) {
            MissingTool.skip("No Chromium (set CARILLON_CHROMIUM, or apt-get install chromium)");
        }
        running = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Running.class, key -> Running.start(), Running.class);
        return parameter.getParameter().getType() == Browser.class ? running.browser() : this;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (running != null) {
            List.copyOf(running.browser().contexts()).forEach(each -> each.close());
        }
    }
}
