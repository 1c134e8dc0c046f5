package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.fanout.ResetReason;
import dev.carillon.notification.Draft;
import dev.carillon.notification.InMemoryNotificationLog;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.Notification;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.change.ChangeRequest;
import dev.carillon.sse.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The real broadcaster in a simulated cluster: pods that stall and die, a bus that drops, doubles, delays and reorders,
 * a database that is out of reach and fails over, readers that are slow and come back elsewhere. After every step
 * nothing may have been shown twice, out of order or to a stranger; at rest nothing may be missing.
 *
 * <p>The history forks: standbys are promoted without the last commits, one after the other, backups are restored, and a
 * server that was left behind comes back. Only who stands beyond the fork may be reset, and at rest nobody may show
 * anything that is not in the history.
 *
 * <p>Notifications are recalled and updated. Nobody who connects after such a change was answered may be shown the old text,
 * on whichever pod, for as long as the change is in the history; at rest every page shows the present texts.
 *
 * <p>A failing seed is printed; {@code -Dsimulation.seed=N} runs just that one again, {@code -Dsimulation.seeds=N} runs
 * more of them, {@code -Dsimulation.first=N} others.
 */
class ClusterSimulationTest {

    private static final long FIRST = Long.getLong("simulation.first", 0);
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 600);
    private static final Duration TURMOIL = Duration.ofSeconds(20);

    // Longer than anything that heals: three position checks after the longest outage was noticed.
    private static final Duration REST = Duration.ofSeconds(12);

    @Test
    void nothingIsLostDoubledReorderedOrLeaked() {
        Long only = Long.getLong("simulation.seed");
        LongStream seeds = only == null ? LongStream.range(FIRST, FIRST + SEEDS) : LongStream.of(only);
        long shown = seeds.parallel()
                .map(seed -> {
                    Cluster cluster = new Cluster(seed);
                    cluster.run();
                    assertThat(cluster.faults()).as("seed %d", seed).isEmpty();
                    return cluster.owed;
                })
                .sum();
        // A simulation in which nobody was owed anything would pass as well.
        assertThat(shown).isGreaterThan(only == null ? SEEDS * 10L : 0);
    }

    private static final class Cluster {

        private static final String ORGANIZATION = "21";
        private static final String OTHER = "22";

        private final long seed;
        private final SimWorld world;
        private final InMemoryNotificationLog store;
        private final FlakyLog log;
        private final SimBus bus;
        private final List<SimPod> pods = new ArrayList<>();
        private final List<SimBrowser> browsers = new ArrayList<>();
        private final List<SimBrowser> others = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();
        private InMemoryNotificationLog.Backup backup;
        private final List<Left> left = new ArrayList<>();
        private final List<Change> changes = new ArrayList<>();
        private int owed;
        private int texts;
        private boolean healed;

        Cluster(long seed) {
            this.seed = seed;
            world = new SimWorld(seed);
            store = new InMemoryNotificationLog(world.clock());
            log = new FlakyLog(store);
            bus = new SimBus(world);
            IntStream.range(0, 3).forEach(i -> pods.add(new SimPod(world, bus, log)));
            for (int i = 0; i < 6; i++) {
                browsers.add(new SimBrowser(world, "user" + i % 3, ORGANIZATION, this::anyPod));
            }
            others.add(new SimBrowser(world, "user0", OTHER, this::anyPod));
            backup = store.backUp();
            browsers.forEach(
                    browser -> browser.onReset((place, reason) -> judge(browser, ORGANIZATION, place, reason)));
            all().forEach(browser ->
                    browser.requireOneHistory((earlier, later) -> store.leadsTo(position(earlier), position(later))));
            others.forEach(browser -> browser.onReset((place, reason) -> judge(browser, OTHER, place, reason)));
            browsers.forEach(browser -> browser.forbid(this::gone));
            log.afterRead = () -> {
                // Not while everything is to come to rest, and seldom: each change makes somebody read again.
                if (!healed && world.chance(0.1)) {
                    change(Duration.ZERO);
                }
            };
        }

        /** A text that one history has replaced and another one, too, is gone by the entry of the present one. */
        private Map<String, Cursor> gone() {
            Map<String, Cursor> gone = new HashMap<>();
            for (Change change : changes) {
                if (store.has(ORGANIZATION, change.entry())) {
                    gone.put(change.text(), cursor(change.entry()));
                }
            }
            return gone;
        }

        /** Of the newest, which are in memory, more than of others. */
        private void change() {
            change(world.upTo(Duration.ofMillis(2)));
        }

        private void change(Duration untilBroadcast) {
            List<Notification> all = store.all(ORGANIZATION);
            int back = 1 + world.random().nextInt(world.chance(0.7) ? 12 : 60);
            if (back > all.size()) {
                return;
            }
            Notification old = all.get(all.size() - back);
            ChangeRequest.Text text = world.chance(0.5) ? null : new ChangeRequest.Text("title", newText(), null, null);
            ChangeRequest request = new ChangeRequest(ORGANIZATION, old.id(), text, "sender", false, null);
            LogPosition entry = anyPod().change(request, untilBroadcast);
            if (entry != null) {
                changes.add(new Change(old.position(), old.message(), entry));
            }
        }

        /**
         * Whether a failover has lost a change of it. A page that was sent the notification as it was after the change, and not
         * yet the entry of the change, stands before the fork and is not reset (docs/adr/0035-text-in-one-place.md).
         */
        private boolean hasLostAChange(LogPosition notification) {
            return changes.stream()
                    .anyMatch(change -> change.of().equals(notification) && !store.has(ORGANIZATION, change.entry()));
        }

        /** @param text that was there before it */
        private record Change(LogPosition of, String text, LogPosition entry) {}

        private String newText() {
            return "text " + ++texts;
        }

        /** An answer of the database, and a loop that stalls before it hears it, may be this old. */
        private static final Duration ANSWER_UNDER_WAY = Duration.ofSeconds(4);

        /** A history that the database has left. */
        private record Left(InMemoryNotificationLog.Backup history, long at) {}

        private static LogPosition position(Cursor cursor) {
            return new LogPosition(cursor.id(), cursor.mark());
        }

        private static Cursor cursor(LogPosition position) {
            return new Cursor(position.mark(), position.id());
        }

        private void judge(SimBrowser browser, String organization, Cursor place, ResetReason reason) {
            LogPosition position = position(place);
            boolean beyondAFork = !store.has(organization, position)
                    || left.stream()
                            .filter(earlier -> world.now() - earlier.at() <= ANSWER_UNDER_WAY.toNanos())
                            .anyMatch(earlier -> !earlier.history().has(organization, position));
            if (reason != ResetReason.FORKED) {
                faults.add(browser.userId() + " is reset for no reason: " + reason);
            } else if (!beyondAFork) {
                faults.add(browser.userId() + " is reset at " + place + ", which is in the history");
            }
        }

        private SimPod anyPod() {
            return pods.get(world.random().nextInt(pods.size()));
        }

        void run() {
            all().forEach(browser -> world.after(world.upTo(Duration.ofSeconds(3)), browser::open));
            schedule(world.now() + TURMOIL.toNanos());
            world.runUntil(TURMOIL.toNanos(), this::check);
            heal();
            world.runUntil(world.now() + REST.toNanos(), this::check);
        }

        private List<SimBrowser> all() {
            List<SimBrowser> all = new ArrayList<>(browsers);
            all.addAll(others);
            return all;
        }

        private void schedule(long end) {
            long at = 0;
            while (at < end) {
                at += world.upTo(Duration.ofMillis(120)).toNanos();
                world.at(at, this::create);
            }
            at = 0;
            while (at < end) {
                at += world.upTo(Duration.ofMillis(1200)).toNanos();
                world.at(at, this::trouble);
            }
            at = 0;
            while (at < end) {
                at += world.upTo(Duration.ofMillis(600)).toNanos();
                world.at(at, this::change);
            }
        }

        private void create() {
            String organization = world.chance(0.2) ? OTHER : ORGANIZATION;
            int count = world.chance(0.1) ? 1 + world.random().nextInt(12) : 1;
            anyPod().create(organization, drafts(count));
        }

        private List<Draft> drafts(int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> new Draft(
                            world.chance(0.4)
                                    ? new Recipient.WholeOrganization()
                                    : new Recipient.OneUser(
                                            "user" + world.random().nextInt(4)),
                            "test",
                            "title",
                            newText(),
                            null))
                    .toList();
        }

        private void trouble() {
            SimPod pod = anyPod();
            SimBrowser browser = browsers.get(world.random().nextInt(browsers.size()));
            switch (world.random().nextInt(11)) {
                case 0 -> bus.misbehave(0.3 * world.random().nextDouble(), 0.2, Duration.ofMillis(150));
                case 1 -> bus.misbehave(0, 0, Duration.ofMillis(1));
                case 2 -> cut(pod);
                case 3 -> pod.anyLoop().stall(world.upTo(Duration.ofSeconds(3)));
                case 4 -> replace(pod);
                case 5 -> outage();
                case 6, 7 -> browser.breakConnection();
                case 8 -> {
                    browser.becomeSlow(true);
                    world.after(world.upTo(Duration.ofSeconds(4)), () -> browser.becomeSlow(false));
                }
                case 9 -> fork();
                default -> backup = store.backUp();
            }
        }

        private void cut(SimPod pod) {
            pod.bus().cut();
            world.after(world.upTo(Duration.ofSeconds(6)), () -> {
                if (!pod.isDead()) {
                    pod.bus().restore();
                }
            });
        }

        private void replace(SimPod pod) {
            pod.kill();
            pods.set(pods.indexOf(pod), new SimPod(world, bus, log));
            all().stream().filter(browser -> browser.isOn(pod)).forEach(SimBrowser::breakConnection);
        }

        private void outage() {
            log.down = true;
            world.after(world.upTo(Duration.ofSeconds(3)), () -> log.down = false);
        }

        /** Rare: each one that loses commits makes many start over, which would hide what else goes wrong. */
        private void fork() {
            if (!world.chance(0.4)) {
                return;
            }
            leave();
            switch (world.random().nextInt(4)) {
                case 0 -> store.switchOver();
                case 1 -> store.restore(backup);
                case 2 -> {
                    // The server that is left behind is a backup, too: it may come back.
                    backup = store.backUp();
                    store.failOver(1 + world.random().nextInt(4));
                }
                default -> {
                    store.failOver(world.random().nextInt(4));
                    // The next one is promoted before any pod has looked.
                    refill();
                }
            }
        }

        private void refill() {
            anyPod().create(ORGANIZATION, drafts(1 + world.random().nextInt(8)));
            leave();
            store.failOver(world.random().nextInt(2));
            anyPod().create(ORGANIZATION, drafts(1 + world.random().nextInt(8)));
        }

        private void leave() {
            left.add(new Left(store.backUp(), world.now()));
        }

        private void heal() {
            log.down = false;
            healed = true;
            bus.misbehave(0, 0, Duration.ofMillis(1));
            pods.forEach(pod -> pod.bus().restore());
            all().forEach(browser -> browser.becomeSlow(false));
        }

        private void check() {
            all().forEach(browser -> {
                browser.look();
                faults.addAll(browser.violations());
            });
            if (!faults.isEmpty()) {
                throw new AssertionError("seed " + seed + " at " + world.now() / 1_000_000 + " ms: " + faults);
            }
        }

        /** The violations once everything is at rest; empty if all promises were kept. */
        List<String> faults() {
            browsers.forEach(browser -> compare(browser, ORGANIZATION));
            others.forEach(browser -> compare(browser, OTHER));
            return faults;
        }

        private void compare(SimBrowser browser, String organization) {
            if (browser.owedAfter() < 0) {
                faults.add("never connected");
                return;
            }
            browser.shown().forEach((id, cursor) -> {
                if (!store.has(organization, new LogPosition(id, cursor.mark()))) {
                    faults.add(browser.userId() + " still shows " + cursor + ", which is gone");
                }
            });
            List<Notification> all = store.all(organization);
            browser.texts().forEach((id, text) -> {
                if (id > all.size()) {
                    faults.add(browser.userId() + " shows " + text + " as " + id + ", which is gone");
                    return;
                }
                Notification now = all.get(id.intValue() - 1);
                if (!text.equals(now.message()) && !hasLostAChange(now.position())) {
                    faults.add(browser.userId() + " shows " + text + " as " + id + ", which is now " + now.message());
                }
            });
            for (Notification notification : all) {
                if (!notification.isErased()
                        && !hasLostAChange(notification.position())
                        && notification.id() > browser.owedAfter()
                        && notification.recipient().includes(browser.userId())) {
                    owed++;
                    if (!browser.hasShown(notification.id())) {
                        faults.add(browser.userId() + " misses " + notification.position());
                    }
                }
            }
        }
    }
}
