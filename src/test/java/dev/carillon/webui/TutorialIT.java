package dev.carillon.webui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import com.sun.net.httpserver.HttpServer;
import dev.carillon.embedded.FrontDoor;
import dev.carillon.embedded.PodCluster;
import dev.carillon.embedded.PodSettings;
import dev.carillon.testkit.Chromium;
import dev.carillon.testkit.SecondCluster;
import dev.carillon.testkit.SharedServices;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Does what {@code docs/tutorial.md} says, block by block, on other ports. */
@SecondCluster
@ExtendWith(Chromium.class)
@Timeout(300)
class TutorialIT {
    private static final Path TUTORIAL = Path.of("docs/tutorial.md");
    private static final Pattern BLOCK = Pattern.compile("```(sh|json)\\n(.*?)```", Pattern.DOTALL);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int COMMAND_SECONDS = 60;
    private static final int PODS = 2;
    private static final String ORGANIZATION = "tutorial";

    private record Block(String language, String text) {}

    @TempDir
    Path directory;

    private final Browser browser;
    private final List<Process> running = new ArrayList<>();
    private HttpServer pages;
    private PodCluster cluster;
    private FrontDoor door;

    TutorialIT(Browser browser) {
        this.browser = browser;
    }

    @BeforeEach
    void start() throws IOException {
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.createContext("/", exchange -> {
            String name = exchange.getRequestURI().getPath().substring(1);
            byte[] page = Files.readAllBytes(directory.resolve("page").resolve(name.isEmpty() ? "index.html" : name));
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        pages.start();
        PodSettings settings = PodSettings.of("tutorial").with("CARILLON_BROWSER_ALLOWED_ORIGINS", pagesUrl());
        cluster = PodCluster.start(SharedServices.get(), settings, PODS);
        door = FrontDoor.open(0, cluster.pods(), cluster.sessions());
    }

    @AfterEach
    void stop() {
        running.forEach(Process::destroy);
        door.close();
        cluster.close();
        pages.stop(0);
    }

    @Test
    void everyBlockDoesWhatTheTutorialSays() throws Exception {
        // Given
        List<Block> blocks = blocks();
        Path stream = directory.resolve("stream.txt");
        Page page = null;
        String output = "";
        int answers = 0;

        // When
        for (Block block : blocks) {
            if (block.language().equals("json")) {
                assertThat(new JsonObject(output).getMap())
                        .as("%s", block.text())
                        .containsOnlyKeys(new JsonObject(block.text()).getMap().keySet());
                answers++;
            } else if (block.text().contains("deploy/local-cluster")) {
                assertThat(Path.of("deploy/local-cluster")).isExecutable();
                assertThat(block.text()).contains("CARILLON_BROWSER_ALLOWED_ORIGINS=" + pagesUrl());
            } else if (block.text().contains("http.server")) {
                // Stands for the server of this test.
                page = signedIn().newPage();
                page.navigate(pagesUrl());
                assertThat(page.getByTestId("badge")).hasText("1", Site.TEXT);
            } else if (block.text().contains("curl -N")) {
                running.add(bash(block.text(), stream));
                await().atMost(PATIENCE).until(() -> Files.readString(stream).contains("\"type\":\"connected\""));
            } else {
                output = run(block.text());
            }
        }

        // Then
        assertThat(answers).isEqualTo(4);
        await().atMost(PATIENCE).until(() -> Files.readString(stream).contains("Build 7 is green"));
        run(create(blocks).replace("Build 7", "Build 8"));
        assertThat(page.getByTestId("badge")).hasText("2", Site.TEXT);
        Page plain = page.context().newPage();
        plain.navigate(pagesUrl() + "/plain.html");
        assertThat(plain.locator("li")).hasText(new String[] {"Build 8 is green", "Build 7 is green"}, Site.TEXT);
        run(create(blocks).replace("Build 7", "Build 9"));
        assertThat(plain.locator("li").first()).hasText("Build 9 is green", Site.TEXT);
    }

    private static String create(List<Block> blocks) {
        return blocks.stream()
                .map(Block::text)
                .filter(text -> text.contains("Build 7 is green") && text.contains("curl"))
                .findFirst()
                .orElseThrow();
    }

    /** A browser that has picked its user on the start page. */
    private BrowserContext signedIn() {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setLocale("en"));
        context.setDefaultTimeout(PATIENCE.toMillis());
        context.request()
                .post(
                        doorUrl() + "/local/session",
                        RequestOptions.create().setData(Map.of("userId", 26, "organizationId", ORGANIZATION)));
        return context;
    }

    private String run(String commands) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "block", ".out");
        Process process = bash(commands, output);
        assertThat(process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS))
                .as(commands)
                .isTrue();
        assertThat(process.exitValue()).as(commands).isZero();
        return Files.readString(output);
    }

    private Process bash(String commands, Path output) throws IOException {
        return new ProcessBuilder("bash", "-euc", commands)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(output.toFile())
                .start();
    }

    private List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(TUTORIAL));
        while (block.find()) {
            String text = block.group(2)
                    .replace("http://127.0.0.1:8080", doorUrl())
                    .replace("http://127.0.0.1:8000", pagesUrl())
                    // Other tests have users of the tutorial's organization, too.
                    .replace("\"organizationId\":21", "\"organizationId\":\"" + ORGANIZATION + "\"");
            blocks.add(new Block(block.group(1), text));
        }
        return blocks;
    }

    private String doorUrl() {
        return "http://127.0.0.1:" + door.port();
    }

    private String pagesUrl() {
        return "http://127.0.0.1:" + pages.getAddress().getPort();
    }
}
