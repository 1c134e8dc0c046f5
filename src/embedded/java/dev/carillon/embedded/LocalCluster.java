package dev.carillon.embedded;

import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The command that shows Carillon with several pods on one machine: {@code deploy/local-cluster}. */
public final class LocalCluster {
    /** This command breaks connections on purpose, and Vert.x reports each as severe. */
    private static final Logger VERTX = Logger.getLogger("io.vertx");

    private static final Duration READY_PATIENCE = Duration.ofSeconds(120);
    private static final int START_ABANDONED_SECONDS = 60;

    private final LocalClusterOptions options;
    private final LauncherConsole console;
    private final Thread starter = Thread.currentThread();
    private final CountDownLatch startEnded = new CountDownLatch(1);
    private final List<Pod> pods = new ArrayList<>();
    /** Started parts, last first. */
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    private volatile boolean stopping;
    private volatile int exitStatus;

    private LocalCluster(LocalClusterOptions options, LauncherConsole console) {
        this.options = options;
        this.console = console;
    }

    public static void main(String[] args) throws InterruptedException {
        LauncherConsole console = new LauncherConsole();
        LocalClusterOptions options = null;
        try {
            options = LocalClusterOptions.parse(List.of(args), System.getenv());
        } catch (LocalClusterOptions.Invalid e) {
            console.complain(e.getMessage() + " (see --help)");
            System.exit(2);
        }
        if (options.help()) {
            console.say(LocalClusterOptions.USAGE);
            return;
        }
        VERTX.setLevel(Level.OFF);
        LocalCluster cluster = new LocalCluster(options, console);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::stop, "stop"));
        cluster.run();
    }

    private void run() throws InterruptedException {
        try {
            start();
        } catch (RuntimeException e) {
            if (!stopping) {
                console.complain(e.getMessage());
                exitStatus = 1;
            }
        } finally {
            startEnded.countDown();
        }
        if (stopping || exitStatus != 0) {
            leave();
            return;
        }
        try {
            waitForTheEnd();
        } catch (InterruptedException e) {
            // The stop interrupts this thread, because it may still be starting.
            if (!stopping) {
                throw e;
            }
        }
    }

    private void waitForTheEnd() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        if (options.stopAfter().isPresent()) {
            Duration time = options.stopAfter().get();
            never.await(time.toMillis(), TimeUnit.MILLISECONDS);
            console.say("");
            console.say("Time is up.");
            leave();
        } else {
            never.await();
        }
    }

    /** While the JVM is ending, another exit would wait forever for the hook that waits for this thread. */
    private void leave() {
        if (!stopping) {
            System.exit(exitStatus);
        }
    }

    private void start() {
        long begin = System.nanoTime();
        EmbeddedServices.endLeftovers().forEach(name -> console.say("Ended a leftover of an earlier run: " + name));
        PostgresServer postgres;
        String redis;
        ExpressSessions sessions;
        // Held while the pods start, so that of two launchers for the same ports the second fails at once.
        Ports.Reservation front = reserve(options.port(), "the front address");
        try {
            requirePodPorts();
            postgres = startPostgres();
            redis = options.redis().orElseGet(this::startRedis);
            String secrets =
                    options.sessionSecret().orElseGet(() -> UUID.randomUUID().toString());
            sessions = ExpressSessions.in(
                    new RedisOptions().setConnectionString(redis),
                    options.signingSecret().orElse(secrets));
            started.push(sessions);
            startPods(postgres, redis, secrets);
        } finally {
            front.close();
        }
        started.push(FrontDoor.open(options.port(), pods, sessions));
        started.push(new PodSupervisor(pods, console));
        console.say("Ready after " + LauncherConsole.secondsSince(begin) + ".");
        console.say(LocalClusterSummary.of(options, postgres, redis, pods, sessions));
    }

    private void requirePodPorts() {
        for (int number = 1; number <= options.pods(); number++) {
            reserve(options.podPort(number), "pod-" + number).close();
            reserve(options.managementPort(number), "the management of pod-" + number)
                    .close();
        }
    }

    private static Ports.Reservation reserve(int port, String user) {
        return Ports.reserve(port)
                .orElseThrow(() -> new IllegalStateException("Port " + port + ", meant for " + user
                        + ", is in use. End what uses it, or choose other ports with --port P."));
    }

    private PostgresSettings postgresSettings() {
        return options.keep()
                .map(directory -> PostgresSettings.keptIn(directory.resolve("postgresql")))
                .orElseGet(PostgresSettings::temporary);
    }

    private PostgresServer startPostgres() {
        long begin = System.nanoTime();
        console.say("Starting PostgreSQL ...");
        PostgresServer postgres = PostgresServer.start(postgresSettings());
        started.push(postgres);
        console.say("  ready after " + LauncherConsole.secondsSince(begin));
        return postgres;
    }

    private String startRedis() {
        long begin = System.nanoTime();
        console.say("Starting Redis ...");
        EmbeddedRedis redis = EmbeddedRedis.start();
        started.push(redis);
        console.say("  ready after " + LauncherConsole.secondsSince(begin));
        return redis.url();
    }

    private void startPods(PostgresServer postgres, String redis, String secrets) {
        long begin = System.nanoTime();
        console.say("Starting " + options.pods() + (options.pods() == 1 ? " pod ..." : " pods ..."));
        started.push(() -> InParallel.each(pods, Pod::terminate));
        PodSettings settings =
                PodSettings.of("local-cluster").withSessionSecret(secrets).with("CARILLON_CANARY_ENABLED", "true");
        if (options.sessionSecret().isPresent()) {
            // The developer's secret may be short; pods of production reject that.
            settings = settings.with("QUARKUS_PROFILE", "local");
        }
        for (int number = 1; number <= options.pods(); number++) {
            PodSettings ports = settings.onPorts(options.podPort(number), options.managementPort(number));
            pods.add(Pod.start("pod-" + number, postgres, redis, ports));
        }
        for (Pod pod : pods) {
            pod.awaitReady(READY_PATIENCE);
            console.say("  " + pod.name() + " ready after " + LauncherConsole.secondsSince(begin));
        }
    }

    /** Runs as the JVM's shutdown hook, so that every exit passes through here. */
    private void stop() {
        stopping = true;
        starter.interrupt();
        try {
            // Only what has been started completely can be stopped completely.
            if (!startEnded.await(START_ABANDONED_SECONDS, TimeUnit.SECONDS)) {
                console.complain("Starting does not stop; the next run ends what is left.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!started.isEmpty()) {
            long begin = System.nanoTime();
            console.say("Stopping ...");
            while (!started.isEmpty()) {
                close(started.pop());
            }
            console.say("Stopped after " + LauncherConsole.secondsSince(begin) + ". Nothing is left running.");
        }
        // Ctrl-C is how this command is meant to end; the JVM would report it as 130.
        Runtime.getRuntime().halt(exitStatus);
    }

    private void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            console.complain("While stopping: " + e.getMessage());
            exitStatus = 1;
        }
    }
}
