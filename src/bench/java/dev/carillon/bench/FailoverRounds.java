package dev.carillon.bench;

import dev.carillon.cluster.ClusterScenario;
import dev.carillon.cluster.Ring;
import dev.carillon.testkit.Audience;
import dev.carillon.testkit.BrowserPage;
import dev.carillon.testkit.CreateOutcome;
import dev.carillon.testkit.Creates;
import dev.carillon.testkit.Creates.Creation;
import dev.carillon.testkit.Creates.Pace;
import dev.carillon.testkit.History;
import dev.carillon.testkit.HistoryEvent;
import dev.carillon.testkit.Judgement;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.Sql;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** One fault after the other against the same pods, each with pages and create requests of its own. */
final class FailoverRounds {

    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final int CREATORS = 12;
    private static final int CREATES_PER_SECOND = 40;
    private static final int CREATES_BEFORE = 40;
    private static final int CREATES_LOST = 40;
    private static final int CREATES_BRIEF = 160;
    private static final Duration LASTING = Duration.ofSeconds(10);
    /** Callers wait for a lost server with what is left. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(2);

    private final Ring ring;
    private final FailoverTable table;
    private final Runnable settled;
    private String database;

    /** @param settled returns when all pods hear each other again */
    FailoverRounds(Ring ring, FailoverTable table, Runnable settled) {
        this.ring = ring;
        this.table = table;
        this.settled = settled;
        this.database = ring.recordUrl();
    }

    /** From now on, what is stored is asked of another server. */
    void atDatabase(String superuserUrl) {
        database = superuserUrl;
    }

    /** @param fault breaks something, and returns after the repair that an operator or a supervisor would make */
    void brief(String name, Runnable fault) {
        round(name, CREATES_BRIEF, fault);
    }

    void lasting(String name, Runnable fault) {
        lasting(name, LASTING, fault);
    }

    void lasting(String name, Duration howLong, Runnable fault) {
        round(name, (int) howLong.plus(AFTERWARDS).toSeconds() * CREATES_PER_SECOND, fault);
    }

    private void round(String name, int creates, Runnable fault) {
        judged(name, scenario -> {
            Creates creating = scenario.create(pace(creates));
            scenario.awaitBegun(creating, CREATES_BEFORE);
            long at = scenario.history().now();
            fault.run();
            scenario.healed(name);
            return at;
        });
    }

    /** A server that is lost with commits that the next one does not have. */
    interface Loss {
        /** From now on the next server learns nothing. */
        void part();

        void crash();

        /** Returns when the next server has the first one's place. */
        void replace();
    }

    /** Each loss comes when everybody has been shown what is to be lost. One page has nothing to lose, and is to go on. */
    void losing(String name, List<Loss> losses) {
        judged(name, scenario -> {
            Login login = ring.login(scenario.organization() + "-bystander", "u1");
            BrowserPage bystander = scenario.add("bystander", login, 0);
            scenario.awaitConnected();
            Creates.start(
                            scenario.history(),
                            ring::addresses,
                            List.of(new Creation(login, Audience.everybody())),
                            Pace.of(1, CREATES_PER_SECOND, 5))
                    .awaitEnd(SETTLE);
            scenario.create(pace(CREATES_BEFORE));
            scenario.judge(BOUND);
            long at = 0;
            for (Loss loss : losses) {
                loss.part();
                scenario.create(pace(CREATES_LOST));
                scenario.judge(BOUND);
                at = scenario.history().now();
                loss.crash();
                scenario.create(pace(CREATES_BRIEF));
                loss.replace();
                scenario.healed(name);
                scenario.judge(BOUND);
            }
            if (bystander.count("notification") != 5) {
                throw new AssertionError("the bystander was shown " + bystander.count("notification"));
            }
            return at;
        });
    }

    private interface Story {
        /** Returns when the last fault came, in the history's time. */
        long play(ClusterScenario scenario);
    }

    private void judged(String name, Story story) {
        System.out.println("-- " + name);
        try (ClusterScenario scenario = new ClusterScenario(ring, "failover").open()) {
            long at = story.play(scenario);
            Judgement verdict = scenario.judge(BOUND);
            History history = scenario.history();
            Set<String> affected = affected(scenario);
            table.add(name, verdict, pauseSince(at, history), affected.size(), affected.equals(reset(history)));
        } catch (AssertionError | RuntimeException broken) {
            broken.printStackTrace(System.out);
            table.addBroken(name);
        }
        try {
            settled.run();
        } catch (ConditionTimeoutException late) {
            // The next round says whether it matters.
            late.printStackTrace(System.out);
        }
    }

    private static Pace pace(int creates) {
        return Pace.of(CREATORS, CREATES_PER_SECOND, creates)
                .withTimeout(Duration.ofSeconds(5))
                .retryingUnknown(200, Duration.ofMillis(100));
    }

    private static Duration pauseSince(long fault, History history) {
        List<Long> acknowledged = history.events().stream()
                .filter(event -> event instanceof HistoryEvent.Answered answer
                        && answer.at() > fault
                        && answer.outcome() instanceof CreateOutcome.Acknowledged)
                .map(HistoryEvent::at)
                .sorted()
                .toList();
        long longest = 0;
        long before = fault;
        for (long at : acknowledged) {
            longest = Math.max(longest, at - before);
            before = at;
        }
        return Duration.ofNanos(longest);
    }

    private static Set<String> reset(History history) {
        return history.events().stream()
                .filter(event -> event instanceof HistoryEvent.WasReset)
                .map(event -> ((HistoryEvent.WasReset) event).page())
                .collect(Collectors.toSet());
    }

    /** Those that have shown a notification that is stored no more, or another one in its place. */
    private Set<String> affected(ClusterScenario scenario) {
        Set<String> organizations = scenario.pages().stream()
                .map(page -> page.login().organization())
                .collect(Collectors.toSet());
        Set<String> stored = new HashSet<>();
        for (String organization : organizations) {
            Sql.at(database)
                    .list(
                            "select lpad(to_hex(mark), 8, '0') || '-' || id from notification where organization_id = ?",
                            organization)
                    .forEach(position -> stored.add(organization + " " + position));
        }
        Set<String> affected = new HashSet<>();
        for (BrowserPage page : scenario.pages()) {
            scenario.history().events().stream()
                    .filter(event -> event instanceof HistoryEvent.Shown shown
                            && shown.page().equals(page.name())
                            && !stored.contains(page.login().organization() + " " + shown.position()))
                    .findAny()
                    .ifPresent(lost -> affected.add(page.name()));
        }
        return affected;
    }
}
