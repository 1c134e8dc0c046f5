package dev.carillon.cluster;

import dev.carillon.testkit.Audience;
import dev.carillon.testkit.BrowserEventSource;
import dev.carillon.testkit.BrowserPage;
import dev.carillon.testkit.CreateOutcome;
import dev.carillon.testkit.Creates;
import dev.carillon.testkit.Creates.Creation;
import dev.carillon.testkit.Creates.Pace;
import dev.carillon.testkit.History;
import dev.carillon.testkit.HistoryChecker;
import dev.carillon.testkit.HistoryEvent;
import dev.carillon.testkit.Invariant;
import dev.carillon.testkit.Judgement;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseClients;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Pages of two users and of a neighbor on every pod, create requests for all of them, and the judgment of the result.
 * Each scenario has two organizations of its own: in the second, nothing of the first may ever be shown.
 */
public final class ClusterScenario implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
    /** The longest that healing may take, as for every fault of the matrix. */
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(45);

    private final Ring cluster;
    private final SseClients clients = new SseClients();
    private final History history;
    private final String organization;
    private final String neighbour;
    private final List<BrowserPage> pages = new ArrayList<>();
    private final List<Creates> creating = new ArrayList<>();
    private final Supplier<List<InetSocketAddress>> addresses;

    public ClusterScenario(Ring cluster, String name) {
        this(cluster, name, cluster::addresses);
    }

    /** With another view of where pods are, such as that of a proxy between browsers and pods. */
    public ClusterScenario(Ring cluster, String name, Supplier<List<InetSocketAddress>> addresses) {
        int number = NUMBERS.incrementAndGet();
        this.cluster = cluster;
        this.history = new History(name);
        this.organization = "org-" + number + "-" + name;
        this.neighbour = "neighbour-" + number + "-" + name;
        this.addresses = addresses;
    }

    public String organization() {
        return organization;
    }

    public History history() {
        return history;
    }

    public SseClients clients() {
        return clients;
    }

    public List<BrowserPage> pages() {
        return pages;
    }

    public Login login(String user) {
        return cluster.login(organization, user);
    }

    /** On each pod a page of {@code u1}, one of {@code u2} and one of the other organization's {@code u1}. */
    public ClusterScenario open() {
        return open(1);
    }

    public ClusterScenario open(int each) {
        for (int pod = 0; pod < cluster.addresses().size(); pod++) {
            for (int i = 0; i < each; i++) {
                String suffix = "-pod" + (pod + 1) + "-" + i;
                add("u1" + suffix, login("u1"), pod);
                add("u2" + suffix, login("u2"), pod);
            }
            add("other-pod" + (pod + 1), cluster.login(neighbour, "u1"), pod);
        }
        awaitConnected();
        return this;
    }

    /** A page more, every other one with a compressed stream; numbers of pods begin with 0. */
    public BrowserPage add(String name, Login login, int pod) {
        return add(
                name, login, pod, pages.size() % 2 == 0 ? setting() : setting().withGzip());
    }

    public BrowserPage add(String name, Login login, int pod, BrowserPage.Setting setting) {
        BrowserPage page = BrowserPage.open(name, login, pod, setting);
        pages.add(page);
        return page;
    }

    /** Comes back at once: browsers' seconds would only make the tests longer. */
    public BrowserPage.Setting setting() {
        return new BrowserPage.Setting(clients, history, addresses)
                .withPatience(BrowserEventSource.Patience.ofBrowser()
                        .withFloor(Duration.ofMillis(100))
                        .withCeiling(Duration.ofMillis(500)));
    }

    public void awaitConnected() {
        Awaitility.await("all pages connected")
                .atMost(CONNECT_LIMIT)
                .until(() -> pages.stream().allMatch(page -> page.count("connected") > 0));
    }

    /** For everybody, for each user and for the neighbor in turn. Unknown attempts are repeated under their key. */
    public Creates create(double perSecond, long total) {
        return create(Pace.of(6, perSecond, total).retryingUnknown(20, Duration.ofMillis(300)));
    }

    public Creates create(Pace pace) {
        return create(pace, 0, cluster::addresses);
    }

    public Creates create(Pace pace, int paddingBytes, Supplier<List<InetSocketAddress>> pods) {
        List<Creation> creations = List.of(
                new Creation(login("u1"), Audience.everybody()),
                new Creation(login("u1"), Audience.of("u1")),
                new Creation(login("u1"), Audience.of("u2")),
                new Creation(cluster.login(neighbour, "u1"), Audience.everybody()));
        Creates creates = Creates.start(history, pods, creations, pace, paddingBytes);
        creating.add(creates);
        return creates;
    }

    /** The fault ends now. Best called just before: notifications shown at that very moment would count as too late. */
    public void healed(String fault) {
        history.healed(fault);
    }

    /** Waits until {@code count} create requests have begun. */
    public void awaitBegun(Creates creates, long count) {
        Awaitility.await("creates begun").atMost(SETTLE_LIMIT).until(() -> creates.begun() >= count);
    }

    /** Waits until everything is shown that must be, and judges all invariants. */
    public Judgement judge() {
        return judge(new HistoryChecker());
    }

    /** The same, with the longest delay from acknowledgement, return or healing to being shown. */
    public Judgement judge(Duration bound) {
        return judge(new HistoryChecker().withDelayBound(bound));
    }

    /** Of the pages with such names, from the acknowledgement. */
    public Duration medianDelay(Predicate<String> ofPages) {
        Map<String, Long> acknowledged = new HashMap<>();
        List<Long> delays = new ArrayList<>();
        for (HistoryEvent event : history.events()) {
            if (event instanceof HistoryEvent.Answered answer
                    && answer.outcome() instanceof CreateOutcome.Acknowledged) {
                acknowledged.putIfAbsent(answer.marker(), answer.at());
            }
        }
        for (HistoryEvent event : history.events()) {
            if (event instanceof HistoryEvent.Shown shown && ofPages.test(shown.page())) {
                delays.add(Math.max(0, shown.at() - acknowledged.getOrDefault(shown.marker(), shown.at())));
            }
        }
        Collections.sort(delays);
        return Duration.ofNanos(delays.get(delays.size() / 2));
    }

    private Judgement judge(HistoryChecker checker) {
        for (Creates creates : creating) {
            if (!creates.awaitEnd(SETTLE_LIMIT)) {
                throw new AssertionError("creates do not end");
            }
        }
        // The judge decides whether it settles, with the table of missing notifications.
        settled();
        Judgement verdict = checker.judge(history);
        System.out.println(verdict);
        if (!clients.failures().isEmpty()) {
            throw new AssertionError(
                    "a page could not understand its stream", clients.failures().get(0));
        }
        return verdict;
    }

    private boolean settled() {
        try {
            Awaitility.await()
                    .atMost(SETTLE_LIMIT)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> !new HistoryChecker().check(history).broke(Invariant.I1_SHOWN));
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        creating.forEach(Creates::close);
        pages.forEach(BrowserPage::close);
        clients.close();
    }
}
