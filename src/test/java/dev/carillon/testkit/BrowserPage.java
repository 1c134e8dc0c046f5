package dev.carillon.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.testkit.BrowserEventSource.Patience;
import dev.carillon.testkit.HistoryEvent.CameBack;
import dev.carillon.testkit.HistoryEvent.Connected;
import dev.carillon.testkit.HistoryEvent.GaveUp;
import dev.carillon.testkit.HistoryEvent.Left;
import dev.carillon.testkit.HistoryEvent.Opened;
import dev.carillon.testkit.HistoryEvent.Reloaded;
import dev.carillon.testkit.HistoryEvent.Shown;
import dev.carillon.testkit.HistoryEvent.ToldToReconnect;
import dev.carillon.testkit.HistoryEvent.WasReset;
import dev.carillon.testkit.HistoryEvent.WentOffline;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A page somebody has open: an EventSource, and a note in the history of everything it would show. */
public final class BrowserPage implements AutoCloseable {
    /** Loads the list as a page does after a {@code reset}; may block, is called off the loop thread. */
    @FunctionalInterface
    public interface Reload {
        Coverage load(BrowserPage page) throws Exception;

        /** Takes the list for granted: covers everything attempted before the reset. */
        static Reload assumed() {
            return page -> new Coverage.EverythingBefore();
        }
    }

    /** The setting that all pages of a test share. */
    public record Setting(
            SseClients clients,
            History history,
            Supplier<List<InetSocketAddress>> pods,
            String path,
            Patience patience,
            boolean gzip,
            Reload reload) {

        public Setting(SseClients clients, History history, Supplier<List<InetSocketAddress>> pods) {
            this(clients, history, pods, "/api/notifications/stream", Patience.ofBrowser(), false, Reload.assumed());
        }

        public Setting withPath(String pathAndQuery) {
            return new Setting(clients, history, pods, pathAndQuery, patience, gzip, reload);
        }

        public Setting withPatience(Patience another) {
            return new Setting(clients, history, pods, path, another, gzip, reload);
        }

        public Setting withGzip() {
            return new Setting(clients, history, pods, path, patience, true, reload);
        }

        public Setting withReload(Reload another) {
            return new Setting(clients, history, pods, path, patience, gzip, another);
        }
    }

    private final String name;
    private final Login login;
    private final Setting setting;
    private final History history;
    private final BrowserEventSource source;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> latest = new ConcurrentHashMap<>();

    private BrowserPage(String name, Login login, int firstPod, Setting setting) {
        this.name = name;
        this.login = login;
        this.setting = setting;
        this.history = setting.history();
        SseRequest plain = SseRequest.get(new InetSocketAddress(0), setting.path());
        SseRequest request = setting.gzip() ? plain.withGzip() : plain;
        this.source = new BrowserEventSource(
                setting.clients(),
                setting.pods(),
                firstPod,
                login.cookie().isEmpty() ? request : request.withCookie(login.cookie()),
                setting.patience(),
                new Recorder());
    }

    /** Opens a page; names are unique within a history, and the numbers of the first pods spread the pages. */
    public static BrowserPage open(String name, Login login, int firstPod, Setting setting) {
        BrowserPage page = new BrowserPage(name, login, firstPod, setting);
        setting.history().add(new Opened(setting.history().now(), name, login.organization(), login.user()));
        page.source.open();
        return page;
    }

    public String name() {
        return name;
    }

    public Login login() {
        return login;
    }

    /** For its state, its position, and for breaking its connection. */
    public BrowserEventSource source() {
        return source;
    }

    /** How many messages of this type have come: {@code connected}, {@code notification}, {@code reset} … */
    public int count(String type) {
        return counts.getOrDefault(type, 0);
    }

    /** The newest message of this type, whole. */
    public Optional<JsonNode> latest(String type) {
        return Optional.ofNullable(latest.get(type));
    }

    /** Loses the network on purpose. Notifications created meanwhile count as late only from {@link #comeBack()} on. */
    public void goOffline() {
        history.add(new WentOffline(history.now(), name));
        source.goOffline();
    }

    public void comeBack() {
        history.add(new CameBack(history.now(), name));
        source.comeBack();
    }

    /** The user closes the tab. */
    @Override
    public void close() {
        history.add(new Left(history.now(), name));
        source.close();
    }

    private void reload(long resetAt) {
        setting.clients().executeBlocking(() -> {
            try {
                Coverage coverage = setting.reload().load(this);
                history.add(new Reloaded(history.now(), name, resetAt, coverage));
            } catch (Exception e) {
                throw new IllegalStateException(name + " could not reload its list", e);
            }
        });
    }

    private final class Recorder implements BrowserEventSource.Handlers {
        @Override
        public void onMessage(ReceivedEvent event) {
            JsonNode message = event.json();
            String type = message.path("type").asText("(none)");
            // Noted before it is counted: a thread that waits for the count may read the history at once.
            note(type, message, event);
            latest.put(type, message);
            counts.merge(type, 1, Integer::sum);
        }

        private void note(String type, JsonNode message, ReceivedEvent event) {
            long now = history.now();
            switch (type) {
                case "connected" ->
                    history.add(new Connected(now, name, message.path("resumed").asBoolean()));
                case "notification" -> {
                    JsonNode shown = message.path("data");
                    String marker = Creates.markerIn(shown.path("message").asText());
                    long id = shown.path("id").asLong();
                    history.add(new Shown(now, name, event.id(), id, history.canonical(marker)));
                }
                case "reset" -> {
                    history.add(new WasReset(now, name, message.path("reason").asText()));
                    reload(now);
                }
                case "reconnect" -> history.add(new ToldToReconnect(now, name));
                default -> {
                    // Counted only; a page ignores types it does not know.
                }
            }
        }

        @Override
        public void onGaveUp(int status) {
            history.add(new GaveUp(history.now(), name, status));
        }
    }
}
