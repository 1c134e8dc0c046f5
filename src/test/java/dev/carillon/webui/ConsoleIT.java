package dev.carillon.webui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.push.FakeBrowser;
import dev.carillon.push.FakePushService;
import dev.carillon.testkit.Chromium;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.Receiver;
import dev.carillon.testkit.SecondCluster;
import dev.carillon.testkit.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An operator's view of three pods. */
@SecondCluster
@ExtendWith({WithCluster.class, Chromium.class})
@Timeout(240)
class ConsoleIT {
    private static final LocatorAssertions.HasAttributeOptions PATIENTLY =
            new LocatorAssertions.HasAttributeOptions().setTimeout(Site.PATIENCE_MILLIS);

    private static final LocatorAssertions.HasCountOptions COUNT =
            new LocatorAssertions.HasCountOptions().setTimeout(Site.PATIENCE_MILLIS);

    // The default of carillon.console.max-streams.
    private static final int MAX_STREAMS = 20;

    private final BreakableCluster cluster;
    private final Site site;

    ConsoleIT(BreakableCluster cluster, Browser browser) throws Exception {
        this.cluster = cluster;
        this.site = new Site(browser, cluster);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void operatorSeesAllPodsAsTheyAreNow() {
        // Given
        site.awaitOpenStreams(0);
        ExpressSession user = cluster.sessions().create("26", "e2e-watched");
        site.open(site.browserOf(user));
        site.open(site.browserOf(user));

        // When
        Page console = openConsole(new Browser.NewContextOptions().setViewportSize(1440, 960));
        List<String> asked = new ArrayList<>();
        console.onRequest(request -> asked.add(request.url()));

        // Then
        assertThat(console.getByTestId("pod")).hasCount(3);
        assertThat(tile(console, "connections")).hasText("2", Site.TEXT);
        assertThat(console.getByTestId("organization").first()).containsText(Pattern.compile("e2e-watched\\s*2"));

        // When
        Login login = new Login("e2e-watched", "26", user.cookieHeader());
        for (int i = 0; i < 20; i++) {
            Api.created(cluster.pod(1), login, Api.forEverybody("no. " + i));
        }

        // Then
        Locator drawn = console.locator("[data-testid=tile-notifications-written] path.line:not([d=''])");
        drawn.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));

        // When
        String victim = notThatOf(console);
        cluster.pods().stream().filter(pod -> pod.name().equals(victim)).forEach(pod -> pod.kill());

        // Then
        assertThat(card(console, victim)).hasAttribute("data-condition", "silent", PATIENTLY);
        Chromium.screenshot(console, "console");
        assertEquals(List.of(), asked);
    }

    @Test
    void consoleWorksBelowAPath() {
        // When
        Page console = openConsole(new Browser.NewContextOptions(), Gateway.BELOW + "/console");

        // Then
        assertThat(console.getByTestId("pod")).hasCount(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void consoleCanBeReadByEverybody(ColorScheme scheme) throws IOException {
        // Given
        Page console = openConsole(
                new Browser.NewContextOptions().setViewportSize(1440, 960).setColorScheme(scheme));

        // When
        assertThat(console.getByTestId("pod")).hasCount(3);

        // Then
        assertEquals(List.of(), Axe.violations(console));
        Chromium.screenshot(console, "console-" + scheme.name().toLowerCase(Locale.ROOT));
    }

    @Test
    void consoleFitsAPhoneAndIsDarkWhereThatIsWanted() {
        // Given
        Page console = openConsole(
                new Browser.NewContextOptions().setViewportSize(360, 740).setColorScheme(ColorScheme.DARK));

        // When
        assertThat(console.getByTestId("pod")).hasCount(3);

        // Then
        assertEquals(true, console.evaluate("document.documentElement.scrollWidth <= innerWidth"));
        assertEquals("dark", console.evaluate("document.documentElement.dataset.theme"));
        Chromium.screenshot(console, "console-phone");
    }

    @Test
    void consoleRejectsUsersWhoAreNoOperators() {
        // Given
        Login user = cluster.login("e2e-console", "26");
        Login nobody = new Login("e2e-console", "26", "");

        for (String path : List.of("/console", "/console/console.js", "/api/console/stream")) {
            // When
            int known = Api.get(cluster.pod(1), user, path).statusCode();
            int unknown = Api.get(cluster.pod(1), nobody, path).statusCode();

            // Then
            assertEquals(403, known, path);
            assertEquals(401, unknown, path);
        }
    }

    @Test
    void operatorSeesWhyItWasNotHandedOverAndSendsDeadLettersAgain() throws IOException {
        try (Receiver receiver = new Receiver()) {
            // Given an endpoint that has given up a notification, and is enabled again
            ExpressSession operator =
                    cluster.sessions().create("1", "e2e-letters", List.of("carillon-operator", "admin"));
            Login admin = new Login("e2e-letters", "1", operator.cookieHeader());
            receiver.answer(request -> 410);
            String events = "\"events\":[\"notification.due\"]";
            HttpResponse<String> endpoint = Api.post(
                    cluster.pod(1), admin, "/api/webhooks", "{\"url\":\"" + receiver.url() + "\"," + events + "}");
            String path = "/api/webhooks/" + Api.json(endpoint).path("id").asText();
            Api.put(cluster.pod(1), admin, "/api/handover", "{\"rules\":[{\"types\":\"*\",\"afterSeconds\":0}]}");
            long id = Api.created(cluster.pod(1), admin, Api.forUser("ada", "late"));
            String dead = path + "/deliveries?state=dead";
            await().atMost(Duration.ofMillis((long) Site.PATIENCE_MILLIS))
                    .until(() -> Api.json(Api.get(cluster.pod(1), admin, dead))
                                    .path("deliveries")
                                    .size()
                            == 1);
            Api.patch(cluster.pod(1), admin, path, "{\"enabled\":true}");
            receiver.answer(request -> 204);
            Page console =
                    openConsole(operator, new Browser.NewContextOptions().setViewportSize(1440, 1400), "/console");

            // When
            console.getByTestId("look").click();
            assertThat(console.getByTestId("dead-letter")).hasCount(1, COUNT);
            console.getByTestId("dead-letter").locator("summary").click();
            ask(console, id);

            // Then
            Locator report = console.getByTestId("handed-over");
            assertThat(report).hasAttribute("data-outcome", "given_up", PATIENTLY);
            assertThat(report).containsText("Given up after 1 attempt: status 410.");
            assertThat(console.getByTestId("attempts").first()).containsText("status 410");
            Chromium.screenshot(console, "console-letters");

            // When
            console.getByTestId("replay").click();
            assertThat(console.getByTestId("dead-letter")).hasCount(0, COUNT);
            await().atMost(Duration.ofMillis((long) Site.PATIENCE_MILLIS))
                    .until(() -> Api.json(Api.get(cluster.pod(1), admin, path + "/deliveries?state=delivered"))
                                    .path("deliveries")
                                    .size()
                            == 1);
            ask(console, id);

            // Then
            assertThat(report).hasAttribute("data-outcome", "handed_over", PATIENTLY);
            assertEquals(
                    receiver.received().get(0).id(), receiver.received().get(1).id());
            assertEquals(List.of(), Axe.violations(console));
        }
    }

    @Test
    void operatorSeesWhatWasPushedAndWhatWasSeenInTime() throws IOException {
        try (FakePushService service = new FakePushService()) {
            // Given a notification that was pushed at the second attempt, and one that is seen in time
            ExpressSession operator =
                    cluster.sessions().create("1", "e2e-pushes", List.of("carillon-operator", "admin"));
            Login admin = new Login("e2e-pushes", "1", operator.cookieHeader());
            Login ada = cluster.login("e2e-pushes", "ada");
            FakeBrowser phone = new FakeBrowser("phone-of-ada", service);
            service.answer(pushed -> phone.requests().size() < 2 ? 500 : 201);
            assertEquals(
                    200,
                    Api.put(cluster.pod(1), ada, "/api/push/subscriptions", Api.text(phone.json()))
                            .statusCode());
            String rule = "{\"types\":\"*\",\"afterSeconds\":0,\"media\":[\"push\"]}";
            Api.put(cluster.pod(1), admin, "/api/handover", "{\"rules\":[" + rule + "]}");
            long pushed = Api.created(cluster.pod(1), admin, Api.forUser("ada", "late"));
            await().atMost(Duration.ofMillis((long) Site.PATIENCE_MILLIS))
                    .until(() -> Sql.at(cluster.recordUrl())
                                    .number("select count(*) from push_message where organization_id = 'e2e-pushes'"
                                            + " and state = 'delivered'")
                            == 1);
            String later =
                    "{\"type\":\"t\",\"title\":\"t\",\"message\":\"m\",\"userId\":\"ada\",\"handover\":{\"afterSeconds\":600}}";
            long seen = Api.created(cluster.pod(1), admin, later);
            Api.post(cluster.pod(2), ada, "/api/notifications/seen", "{\"through\":" + seen + "}");
            Page console =
                    openConsole(operator, new Browser.NewContextOptions().setViewportSize(1440, 1400), "/console");

            // When
            ask(console, pushed);

            // Then
            Locator report = console.getByTestId("pushed");
            assertThat(report).hasAttribute("data-outcome", "handed_over", PATIENTLY);
            assertThat(report).containsText("127.0.0.1");
            assertThat(report.getByTestId("attempts")).containsText("status 500");
            assertThat(console.getByTestId("push-rule"))
                    .containsText("By the rule for * it is due 0 s after it was created.");
            assertFalse(console.content().contains("phone-of-ada"));
            Chromium.screenshot(console, "console-push");
            assertEquals(List.of(), Axe.violations(console));

            // When
            ask(console, seen);

            // Then
            assertThat(report).hasAttribute("data-outcome", "waits", PATIENTLY);
            assertThat(report).containsText(Pattern.compile("as it is now seen|Not planned yet"));
        }
    }

    private static void ask(Page console, long id) {
        console.getByLabel("Notification", new Page.GetByLabelOptions().setExact(true))
                .fill(String.valueOf(id));
        console.getByLabel("User", new Page.GetByLabelOptions().setExact(true)).fill("ada");
        console.getByTestId("diagnosis").getByRole(AriaRole.BUTTON).click();
    }

    @Test
    void operatorWhoIsNoAdministratorIsToldSo() {
        // Given
        Page console = openConsole(new Browser.NewContextOptions());

        // When
        console.getByTestId("look").click();

        // Then
        assertThat(console.getByTestId("said")).hasText("For administrators of an organization only.", Site.TEXT);
    }

    @Test
    void moreConsolesThanAPodServesAreSentToAnother() throws Exception {
        // Given
        ExpressSession operator = cluster.sessions().create("1", "e2e-operators", List.of("carillon-operator"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.pod(1).baseUrl() + "/api/console/stream"))
                .header("Cookie", operator.cookieHeader())
                .build();
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<InputStream> open = new ArrayList<>();

        try {
            // When
            for (int i = 0; i < MAX_STREAMS; i++) {
                open.add(http.send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body());
            }
            HttpResponse<String> oneMore = http.send(request, HttpResponse.BodyHandlers.ofString());

            // Then
            assertEquals(200, oneMore.statusCode());
            assertTrue(oneMore.body().contains("\"reason\":\"busy\""), oneMore.body());
            assertEquals(1, PodMetrics.of(cluster.pod(1)).get("carillon_console_refused_total"));
        } finally {
            for (InputStream stream : open) {
                stream.close();
            }
        }
    }

    @Test
    void podsHaveNothingOfTheLauncher() {
        // Given
        Login user = cluster.login("e2e-console", "26");

        // When
        int killed =
                Api.post(cluster.pod(1), user, "/local/pods/pod-1/kill", "{}").statusCode();
        int signedIn = Api.post(cluster.pod(1), user, "/local/session", "{}").statusCode();

        // Then
        assertEquals(404, killed);
        assertEquals(404, signedIn);
        assertTrue(cluster.pod(1).isAlive());
    }

    private Page openConsole(Browser.NewContextOptions options) {
        return openConsole(options, "/console");
    }

    private Page openConsole(Browser.NewContextOptions options, String path) {
        return openConsole(
                cluster.sessions().create("1", "e2e-operators", List.of("carillon-operator")), options, path);
    }

    private Page openConsole(ExpressSession operator, Browser.NewContextOptions options, String path) {
        Page console = site.browserOf(operator, options).newPage();
        console.navigate(site.gateway().url() + path);
        assertThat(console.getByTestId("state")).hasAttribute("data-state", "live", PATIENTLY);
        return console;
    }

    private static Locator tile(Page console, String name) {
        return console.getByTestId("tile-" + name).locator(".value");
    }

    private static Locator card(Page console, String pod) {
        return console.locator("[data-testid=pod][data-pod='" + pod + "']");
    }

    /** A pod that does not tell the console. */
    private String notThatOf(Page console) {
        String told = console.getByTestId("state").textContent();
        return cluster.pods().stream()
                .map(pod -> pod.name())
                .filter(name -> !told.endsWith(name))
                .findFirst()
                .orElseThrow();
    }
}
