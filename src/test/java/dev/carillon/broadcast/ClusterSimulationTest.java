package dev.carillon.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notification.Draft;
import dev.carillon.notification.InMemoryNotificationLog;
import dev.carillon.notification.Notification;
import dev.carillon.notification.Recipient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The real broadcaster in a simulated cluster: pods that stall and die, a bus that drops, doubles, delays and reorders,
 * a database that is out of reach and fails over, readers that are slow and come back elsewhere. After every step
 * nothing may have been shown twice, out of order or to a stranger; at rest nothing may be missing.
 *
 * <p>A failing seed is printed; {@code -Dsimulation.seed=N} runs just that one again, {@code -Dsimulation.seeds=N} runs
 * more of them, {@code -Dsimulation.first=N} others.
 */
class ClusterSimulationTest {

    private static final long FIRST = Long.getLong("simulation.first", 0);
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 2_000);
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
        private boolean failedOver;
        private int owed;

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
        }

        private void create() {
            String organization = world.chance(0.2) ? OTHER : ORGANIZATION;
            int count = world.chance(0.1) ? 1 + world.random().nextInt(12) : 1;
            List<Draft> drafts = IntStream.range(0, count)
                    .mapToObj(i -> new Draft(
                            world.chance(0.4)
                                    ? new Recipient.WholeOrganization()
                                    : new Recipient.OneUser(
                                            "user" + world.random().nextInt(4)),
                            "test",
                            "title",
                            "message",
                            null))
                    .toList();
            anyPod().create(organization, drafts);
        }

        private void trouble() {
            SimPod pod = anyPod();
            SimBrowser browser = browsers.get(world.random().nextInt(browsers.size()));
            switch (world.random().nextInt(10)) {
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
                default -> failOver();
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

        /** Rare, and once: each one makes everybody start over, which would hide what else goes wrong. */
        private void failOver() {
            if (!failedOver && world.chance(0.15)) {
                failedOver = true;
                store.failOver(world.random().nextInt(4));
            }
        }

        private void heal() {
            log.down = false;
            bus.misbehave(0, 0, Duration.ofMillis(1));
            pods.forEach(pod -> pod.bus().restore());
            all().forEach(browser -> browser.becomeSlow(false));
        }

        private void check() {
            if (all().stream().anyMatch(browser -> !browser.violations().isEmpty())) {
                throw new AssertionError("seed " + seed + " at " + world.now() / 1_000_000 + " ms: "
                        + all().stream().flatMap(b -> b.violations().stream()).toList());
            }
        }

        /** The violations once everything is at rest; empty if all promises were kept. */
        List<String> faults() {
            List<String> faults = new ArrayList<>();
            all().forEach(browser -> faults.addAll(browser.violations()));
            browsers.forEach(browser -> missing(browser, ORGANIZATION, faults));
            others.forEach(browser -> missing(browser, OTHER, faults));
            return faults;
        }

        private void missing(SimBrowser browser, String organization, List<String> faults) {
            if (browser.history() == null) {
                faults.add("never connected");
                return;
            }
            if (!browser.history().equals(store.epoch())) {
                faults.add(browser.userId() + " is still in the history " + browser.history());
                return;
            }
            for (Notification notification : store.all(organization)) {
                if (notification.id() > browser.owedAfter()
                        && notification.recipient().includes(browser.userId())) {
                    owed++;
                    if (!browser.hasShown(notification.id())) {
                        faults.add(browser.userId() + " misses " + notification.id());
                    }
                }
            }
        }
    }
}
