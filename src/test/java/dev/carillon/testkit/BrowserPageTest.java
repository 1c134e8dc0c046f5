package dev.carillon.testkit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.BrowserEventSource.Patience;
import dev.carillon.testkit.BrowserEventSource.State;
import dev.carillon.testkit.BrowserPage.Setting;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrowserPageTest {
    private static final Login ANNA = new Login("org", "anna", "connect.sid=anna");

    private final SseClients clients = new SseClients();
    private final History history = new History("browser-page");

    @AfterEach
    void closeClients() {
        clients.close();
        assertEquals(List.of(), clients.failures());
    }

    @Test
    void clientGivesUpOnServiceUnavailable() {
        // Given
        try (ScriptedServer server =
                new ScriptedServer(ScriptedServer.always("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"))) {
            // When
            BrowserPage page = open(server);
            await().until(() -> page.source().state() == State.CLOSED);

            // Then
            assertEquals(1, page.source().attempts());
            Judgement verdict = new HistoryChecker().check(history);
            assertEquals(1, verdict.deliveries().gaveUp());
            assertFalse(verdict.passed());
        }
    }

    @Test
    void clientGivesUpOnAContentTypeThatIsNoEventStream() {
        // Given
        String html = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nid: e-1\ndata: {}\n\n";
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.always(html))) {
            // When
            BrowserPage page = open(server);
            await().until(() -> page.source().state() == State.CLOSED);

            // Then
            assertEquals(1, page.source().attempts());
            assertEquals(0, page.count("(none)"));
        }
    }

    @Test
    void clientComesBackWithItsPositionAfterAnEndAResetAndARejection() {
        // Given
        ScriptedServer.Script script = (n, socket) -> {
            ScriptedServer.write(socket, ScriptedServer.OK + "retry: 30\n\n" + notification(n + 1));
            if (n == 1) {
                ScriptedServer.resetWhenDone(socket);
            } else if (n == 2) {
                ScriptedServer.untilReaderLeaves(socket);
            }
        };
        try (ScriptedServer alive = new ScriptedServer(script)) {
            // When
            BrowserPage page = BrowserPage.open("anna", ANNA, 0, setting(alive.address(), ScriptedServer.nobody()));
            await().until(() -> page.count("notification") == 3);

            // Then
            assertEquals(5, page.source().attempts());
            assertFalse(alive.requests().get(0).contains("Last-Event-ID"));
            assertTrue(alive.requests().get(0).contains("Cookie: connect.sid=anna\n"));
            assertTrue(alive.requests().get(1).contains("Last-Event-ID: e-1\n"));
            assertTrue(alive.requests().get(2).contains("Last-Event-ID: e-2\n"));
        }
    }

    @Test
    void clientWaitsWhatRetrySaysWithinItsPatience() {
        // Given
        ScriptedServer.Script script = (n, socket) ->
                ScriptedServer.write(socket, ScriptedServer.OK + (n == 0 ? "retry: 400\n" : "retry: 99999\n"));
        try (ScriptedServer server = new ScriptedServer(script)) {
            long before = System.nanoTime();

            // When
            BrowserPage page = open(server);
            await().until(() -> page.source().attempts() >= 2);
            long first = System.nanoTime() - before;
            await().until(() -> page.source().attempts() >= 3);

            // Then
            assertTrue(first >= 400_000_000L, "came back after " + first / 1_000_000 + " ms");
        }
    }

    @Test
    void everythingShownIsInTheHistory() {
        // Given
        history.attempted("m1", "org", Audience.of("anna"));
        history.answered("m1", new CreateOutcome.Acknowledged(1));
        String hello = "data: {\"type\":\"connected\",\"clientId\":\"c\",\"resumed\":false}\nid: e-0\n\n";
        try (ScriptedServer server =
                new ScriptedServer(ScriptedServer.always(ScriptedServer.OK, hello, notification(1)))) {
            // When
            BrowserPage page = open(server);
            await().until(() -> page.count("notification") == 1);

            // Then
            Judgement verdict = new HistoryChecker().judge(history);
            assertEquals(1, verdict.deliveries().delivered());
            assertEquals(
                    "c", page.latest("connected").orElseThrow().path("clientId").asText());
            assertEquals("e-1", page.source().lastEventId());
        }
    }

    @Test
    void aResetMakesThePageReloadItsList() {
        // Given
        String hello = "data: {\"type\":\"connected\",\"resumed\":false}\nid: e-0\n\n";
        String reset = "data: {\"type\":\"reset\",\"reason\":\"forked\"}\nid: f-9\n\n";
        ScriptedServer.Script script = (n, socket) -> {
            ScriptedServer.write(socket, ScriptedServer.OK + hello);
            await().until(() -> history.events().size() >= 4);
            ScriptedServer.write(socket, reset);
            ScriptedServer.untilReaderLeaves(socket);
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            Setting setting = setting(server.address()).withReload(page -> new Coverage.Listed(Set.of("m1")));

            // When
            BrowserPage page = BrowserPage.open("anna", ANNA, 0, setting);
            await().until(() -> page.count("connected") == 1);
            history.attempted("m1", "org", Audience.of("anna"));
            history.answered("m1", new CreateOutcome.Acknowledged(1));
            await().until(() -> history.events().stream().anyMatch(HistoryEvent.Reloaded.class::isInstance));

            // Then
            assertEquals(1, new HistoryChecker().judge(history).deliveries().covered());
        }
    }

    @Test
    void clientStaysAwayWhileOfflineAndResumesAfterwards() {
        // Given
        ScriptedServer.Script script = (n, socket) -> {
            ScriptedServer.write(socket, ScriptedServer.OK + "retry: 20\n\n" + notification(n + 1));
            ScriptedServer.untilReaderLeaves(socket);
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            BrowserPage page = open(server);
            await().until(() -> page.count("notification") == 1);
            page.goOffline();
            await().during(Duration.ofMillis(200)).until(() -> page.source().attempts() == 1);

            // When
            page.comeBack();
            await().until(() -> page.count("notification") == 2);

            // Then
            assertTrue(server.requests().get(1).contains("Last-Event-ID: e-1\n"));
        }
    }

    @Test
    void pageThatWatchesForSilenceOpensAnotherStream() {
        // Given
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.always(ScriptedServer.OK + "retry: 10\n\n"))) {
            Patience patience = Patience.ofBrowser().withSilenceLimit(Duration.ofMillis(100));

            // When
            BrowserPage page =
                    BrowserPage.open("anna", ANNA, 0, setting(server.address()).withPatience(patience));

            // Then
            await().until(() -> page.source().attempts() >= 3);
            page.close();
        }
    }

    private BrowserPage open(ScriptedServer server) {
        return BrowserPage.open("anna", ANNA, 0, setting(server.address()));
    }

    private Setting setting(InetSocketAddress... pods) {
        return new Setting(clients, history, () -> List.of(pods))
                .withPatience(Patience.ofBrowser().withCeiling(Duration.ofMillis(500)));
    }

    private static String notification(int id) {
        return "id: e-" + id + "\ndata: {\"type\":\"notification\",\"data\":{\"id\":" + id + ",\"message\":\"m" + id
                + "\"}}\n\n";
    }
}
