package dev.carillon.soak;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.Audience;
import dev.carillon.testkit.BrowserEventSource.Patience;
import dev.carillon.testkit.BrowserPage;
import dev.carillon.testkit.Creates;
import dev.carillon.testkit.Creates.Creation;
import dev.carillon.testkit.Creates.Pace;
import dev.carillon.testkit.History;
import dev.carillon.testkit.HistoryChecker;
import dev.carillon.testkit.Invariant;
import dev.carillon.testkit.Judgement;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The command {@code deploy/soak}. */
public final class Soak {
    private static final int PODS = 3;
    private static final int ORGANIZATIONS = 5;
    /** Of one user on several devices. */
    private static final int TABS = 3;

    private static final Duration SETTLE = Duration.ofSeconds(45);
    /** Each is a full collection of each pod's heap. */
    private static final int SAMPLE_SECONDS = 15;
    /** Connections that break are what this command is for; Vert.x reports each as severe. */
    private static final Logger VERTX = Logger.getLogger("io.vertx");

    private final SoakOptions options;
    private final long start = System.nanoTime();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private Soak(SoakOptions options) {
        this.options = options;
    }

    public static void main(String[] arguments) {
        SoakOptions options;
        try {
            options = SoakOptions.parse(
                    List.of(arguments), ThreadLocalRandom.current().nextLong(1_000_000));
        } catch (SoakOptions.Invalid e) {
            System.err.println(e.getMessage() + " (see --help)");
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.print(SoakOptions.USAGE);
            return;
        }
        VERTX.setLevel(Level.OFF);
        Soak soak = new Soak(options);
        Runtime.getRuntime().addShutdownHook(new Thread(soak::stop, "stop"));
        System.exit(soak.run() ? 0 : 1);
    }

    /** Ctrl-C: the verdict is then about the time until here. */
    private void stop() {
        stopping.countDown();
        try {
            ended.await(2, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean run() {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        say("Starting PostgreSQL, Redis and %d pods; logs are in target/soak/logs", PODS);
        try (BreakableCluster cluster = BreakableCluster.start(settings(), PostgresSettings.temporary(), PODS)) {
            clock.schedule(stopping::countDown, options.time().toMillis(), TimeUnit.MILLISECONDS);
            return torture(cluster);
        } catch (RuntimeException e) {
            e.printStackTrace();
            return false;
        } finally {
            clock.shutdownNow();
            ended.countDown();
        }
    }

    /** Everything is kept for a few minutes only, so that segments come and go under faults, and tables reach their size. */
    private static PodSettings settings() {
        return BreakableCluster.quick("soak")
                .with("CARILLON_NOTIFICATION_RETENTION", "5m")
                .with("CARILLON_NOTIFICATION_IDEMPOTENCY_RETENTION", "5m")
                .with("CARILLON_RETENTION_EVERY", "15s");
    }

    private boolean torture(BreakableCluster cluster) {
        Growth growth = new Growth(cluster);
        ScheduledExecutorService samples = Executors.newSingleThreadScheduledExecutor();
        History history = new History("soak-" + options.seed());
        try (SseClients clients = new SseClients()) {
            List<BrowserPage> pages = open(cluster, clients, history);
            say("%d streams open, seed %d, %s to go", pages.size(), options.seed(), options.time());
            Torture torture = new Torture(
                    cluster,
                    pages,
                    history,
                    options.seed(),
                    options.pause(),
                    stopping,
                    (fault, took) -> say("%-28s mended after %.1f s", fault, took.toMillis() / 1000.0));
            Pace pace = Pace.of(16, options.perSecond(), Long.MAX_VALUE)
                    .withTimeout(Duration.ofSeconds(5))
                    .retryingUnknown(200, Duration.ofMillis(500));
            samples.scheduleWithFixedDelay(growth::sample, SAMPLE_SECONDS, SAMPLE_SECONDS, TimeUnit.SECONDS);
            try (Creates creates = Creates.start(history, cluster::addresses, creations(cluster), pace)) {
                torture.run();
                end(samples);
                say("%d faults, %d creates; waiting for the last to be shown", torture.done(), creates.begun());
            }
            boolean passed = judge(history);
            System.out.print(growth.told());
            clients.failures().forEach(Throwable::printStackTrace);
            return passed && clients.failures().isEmpty();
        } finally {
            samples.shutdownNow();
        }
    }

    private static void end(ScheduledExecutorService samples) {
        samples.shutdown();
        try {
            samples.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<BrowserPage> open(BreakableCluster cluster, SseClients clients, History history) {
        BrowserPage.Setting plain = new BrowserPage.Setting(clients, history, cluster::addresses)
                .withPatience(Patience.ofBrowser().withCeiling(Duration.ofSeconds(1)));
        // As pages with a script that watches for silence; the others wait for their connection to break.
        BrowserPage.Setting watchful = plain.withPath(plain.path() + "?keepAlive=message")
                .withPatience(plain.patience().withSilenceLimit(Duration.ofSeconds(8)));
        List<BrowserPage> pages = new ArrayList<>();
        for (int i = 0; i < options.clients(); i++) {
            Login login = cluster.login("org" + i % ORGANIZATIONS, "user" + i / ORGANIZATIONS / TABS);
            BrowserPage.Setting setting = i % 2 == 0 ? plain : watchful;
            pages.add(BrowserPage.open("page-" + i, login, i, i % 3 == 0 ? setting.withGzip() : setting));
        }
        Awaitility.await("all streams open")
                .atMost(Duration.ofMinutes(1))
                .until(() -> pages.stream().allMatch(page -> page.count("connected") > 0));
        return pages;
    }

    /** In each organization one for everybody, and one for each of two users. */
    private static List<Creation> creations(BreakableCluster cluster) {
        List<Creation> creations = new ArrayList<>();
        for (Audience audience : List.of(Audience.everybody(), Audience.of("user0"), Audience.of("user1"))) {
            for (int i = 0; i < ORGANIZATIONS; i++) {
                creations.add(new Creation(cluster.login("org" + i, "user0"), audience));
            }
        }
        return creations;
    }

    private boolean judge(History history) {
        // A fault may take as long as it likes, but half a minute after its end everything must be there.
        HistoryChecker checker = new HistoryChecker().withDelayBound(SETTLE);
        try {
            Awaitility.await()
                    .atMost(SETTLE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> !checker.check(history).broke(Invariant.I1_SHOWN));
        } catch (ConditionTimeoutException e) {
            say("Not everything has been shown within %d s", SETTLE.toSeconds());
        }
        Judgement verdict = checker.check(history);
        System.out.println();
        System.out.print(verdict);
        if (!verdict.passed()) {
            System.out.println("  written to " + history.write());
        }
        return verdict.passed();
    }

    private void say(String text, Object... arguments) {
        Duration since = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf(Locale.ROOT, "%3d:%02d  ", since.toMinutes(), since.toSecondsPart());
        System.out.printf(Locale.ROOT, text + "%n", arguments);
    }
}
