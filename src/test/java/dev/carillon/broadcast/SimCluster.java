package dev.carillon.broadcast;

import dev.carillon.notification.Draft;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.Notification;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.change.ChangeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Pods, browsers, callers and one database, all of them in trouble for a while and then at rest. */
final class SimCluster {

    private static final String ORGANIZATION = "21";
    private static final String OTHER = "22";

    private static final Duration TURMOIL = Duration.ofSeconds(20);

    // Longer than anything that heals: three position checks after the longest outage was noticed.
    private static final Duration REST = Duration.ofSeconds(12);

    private final long seed;
    private final SimWorld world;
    private final SimDatabase database;
    private final FlakyLog log;
    private final SimBus bus;
    private final SimCallers callers;
    private final SimHistory history;
    private final List<SimPod> pods = new ArrayList<>();
    private final List<SimBrowser> browsers = new ArrayList<>();
    private final List<SimBrowser> others = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private SimDatabase.Backup backup;
    private int owed;
    private int texts;
    private boolean healed;

    SimCluster(long seed) {
        this.seed = seed;
        world = new SimWorld(seed);
        database = new SimDatabase(world);
        log = new FlakyLog(database.log());
        log.afterCommit = database::onCommit;
        bus = new SimBus(world);
        callers = new SimCallers(world, database, List.of(ORGANIZATION, OTHER));
        history = new SimHistory(world, database, ORGANIZATION);
        IntStream.range(0, 3).forEach(i -> pods.add(newPod()));
        for (int i = 0; i < 6; i++) {
            browsers.add(new SimBrowser(world, "user" + i % 3, ORGANIZATION, this::anyPod));
        }
        others.add(new SimBrowser(world, "user0", OTHER, this::anyPod));
        backup = database.backUp();
        browsers.forEach(browser -> watch(browser, ORGANIZATION));
        others.forEach(browser -> watch(browser, OTHER));
        browsers.forEach(browser -> browser.forbid(history::gone));
        log.afterRead = () -> {
            // Not while everything is to come to rest, and seldom: each change makes somebody read again.
            if (!healed && world.chance(0.1)) {
                change(Duration.ZERO);
            }
        };
    }

    private void watch(SimBrowser browser, String organization) {
        browser.onReset((place, reason) -> {
            String fault = history.faultOf(browser, organization, place, reason);
            if (fault != null) {
                faults.add(fault);
            }
        });
        browser.requireOneHistory(history::leadsTo);
        browser.requirePublished(callers::isPublished);
    }

    private SimPod newPod() {
        SimPod pod = new SimPod(world, bus, log);
        pod.startRelay(database.outbox(), () -> log.down);
        return pod;
    }

    private SimPod anyPod() {
        return pods.get(world.random().nextInt(pods.size()));
    }

    private List<SimBrowser> all() {
        List<SimBrowser> all = new ArrayList<>(browsers);
        all.addAll(others);
        return all;
    }

    void run() {
        try {
            all().forEach(browser -> world.after(world.upTo(Duration.ofSeconds(3)), browser::open));
            every(Duration.ofMillis(120), this::create);
            every(Duration.ofMillis(1000), this::trouble);
            every(Duration.ofMillis(600), this::change);
            every(Duration.ofMillis(400), this::publish);
            world.runUntil(TURMOIL.toNanos(), this::check);
            heal();
            world.runUntil(world.now() + REST.toNanos(), this::check);
        } finally {
            pods.forEach(SimPod::kill);
        }
    }

    private void every(Duration most, Runnable task) {
        long at = 0;
        while (at < TURMOIL.toNanos()) {
            at += world.upTo(most).toNanos();
            world.at(at, task);
        }
    }

    private void create() {
        String organization = world.chance(0.2) ? OTHER : ORGANIZATION;
        int count = world.chance(0.1) ? 1 + world.random().nextInt(12) : 1;
        anyPod().create(organization, drafts(count));
    }

    private void publish() {
        callers.publish(drafts(1 + world.random().nextInt(world.chance(0.2) ? 12 : 3)));
    }

    private List<Draft> drafts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Draft(
                        world.chance(0.4)
                                ? new Recipient.WholeOrganization()
                                : new Recipient.OneUser("user" + world.random().nextInt(4)),
                        "test",
                        "title",
                        newText(),
                        null))
                .toList();
    }

    private String newText() {
        return "text " + ++texts;
    }

    private void change() {
        change(world.upTo(Duration.ofMillis(2)));
    }

    /** Of the newest, which are in memory, more than of others. */
    private void change(Duration untilBroadcast) {
        List<Notification> all = database.log().all(ORGANIZATION);
        int back = 1 + world.random().nextInt(world.chance(0.7) ? 12 : 60);
        if (back > all.size()) {
            return;
        }
        Notification old = all.get(all.size() - back);
        ChangeRequest.Text text = world.chance(0.5) ? null : new ChangeRequest.Text("title", newText(), null, null);
        ChangeRequest request = new ChangeRequest(ORGANIZATION, old.id(), text, "sender", false, null);
        LogPosition entry = anyPod().change(request, untilBroadcast);
        if (entry != null) {
            history.onChange(old, entry);
        }
    }

    private void trouble() {
        SimPod pod = anyPod();
        SimBrowser browser = browsers.get(world.random().nextInt(browsers.size()));
        switch (world.random().nextInt(14)) {
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
            case 10 -> backup = database.backUp();
            // Longer than the lease, so that another pod relays when it goes on.
            case 11 -> pod.relay().stall(world.upTo(Duration.ofSeconds(6)));
            case 12 -> pod.relay().cut(world.upTo(Duration.ofSeconds(4)));
            default ->
                database.outbox().lock(world.chance(0.2) ? OTHER : ORGANIZATION, world.upTo(Duration.ofMillis(1500)));
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
        if (world.chance(0.5)) {
            pod.kill();
        } else {
            pod.end();
        }
        pods.set(pods.indexOf(pod), newPod());
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
            case 0 -> database.switchOver();
            case 1 -> database.restore(backup);
            case 2 -> {
                // The server that is left behind is a backup, too: it may come back.
                backup = database.backUp();
                database.failOver(1 + world.random().nextInt(8));
            }
            default -> {
                database.failOver(world.random().nextInt(8));
                // The next one is promoted before any pod has looked.
                refill();
            }
        }
    }

    private void refill() {
        anyPod().create(ORGANIZATION, drafts(1 + world.random().nextInt(8)));
        leave();
        database.failOver(world.random().nextInt(2));
        anyPod().create(ORGANIZATION, drafts(1 + world.random().nextInt(8)));
    }

    private void leave() {
        faults.addAll(callers.faults());
        history.leave();
    }

    private void heal() {
        log.down = false;
        healed = true;
        bus.misbehave(0, 0, Duration.ofMillis(1));
        pods.forEach(pod -> pod.bus().restore());
        pods.forEach(pod -> pod.relay().heal());
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
        faults.addAll(callers.faults());
        faults.addAll(callers.missing());
        browsers.forEach(browser -> compare(browser, ORGANIZATION));
        others.forEach(browser -> compare(browser, OTHER));
        return faults;
    }

    private void compare(SimBrowser browser, String organization) {
        if (browser.owedAfter() < 0) {
            faults.add("never connected");
            return;
        }
        faults.addAll(history.wrong(browser, organization));
        for (Notification notification : history.owedTo(browser, organization)) {
            owed++;
            if (!browser.hasShown(notification.id())) {
                faults.add(browser.userId() + " misses " + notification.position());
            }
        }
    }

    /** How many notifications browsers were owed, and rows of the outbox came into the log. */
    Work work() {
        return new Work(owed, callers.relayed());
    }

    /** Of all that happened, in its order. */
    long trace() {
        return world.trace();
    }

    record Work(long owed, long relayed) {
        Work plus(Work other) {
            return new Work(owed + other.owed, relayed + other.relayed);
        }
    }
}
