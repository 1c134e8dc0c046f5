package dev.carillon.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.console.PodStatus.Sample;
import dev.carillon.console.PodStatus.Share;
import dev.carillon.insight.BuildFacts;
import dev.carillon.insight.PodStats;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Vertx;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Once per interval, sends this pod's status to the other pods, and the status of all pods to this pod's consoles. Uses
 * the bus on purpose: a pod that the bus does not reach is shown as silent, which an operator must know.
 */
@Singleton
@Startup
class Console {

    private static final Logger LOG = Logger.getLogger(Console.class);
    private static final String TOPIC = "pods";

    // Enough to tell a few pods of one name apart, and short enough for a heading.
    private static final int PROCESS_LENGTH = 4;

    // Before the drain, whose observer returns only when all streams have ended.
    private static final int BEFORE_DRAIN = 1;

    private final NotificationBroadcaster broadcaster;
    private final PodRegistry heard;
    private final ConsoleStreams streams;
    private final ConsoleConfig config;
    private final ObjectMapper json;
    private final Vertx vertx;
    private final ExecutorService workers;
    private final Clock clock;
    private final BuildFacts build;
    private final String podName;
    private final String process = UUID.randomUUID().toString().substring(0, PROCESS_LENGTH);
    private final SampleHistory samples;
    private final long startedAt = System.nanoTime();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean draining;
    private boolean listening;
    private long timer;

    @Inject
    Console(
            NotificationBroadcaster broadcaster,
            PodRegistry heard,
            ConsoleStreams streams,
            ConsoleConfig config,
            ObjectMapper json,
            Vertx vertx,
            @VirtualThreads ExecutorService workers,
            Clock clock,
            BuildFacts build,
            @ConfigProperty(name = "carillon.pod-name") String podName) {
        this.broadcaster = broadcaster;
        this.heard = heard;
        this.streams = streams;
        this.config = config;
        this.json = json;
        this.vertx = vertx;
        this.workers = workers;
        this.clock = clock;
        this.build = build;
        this.podName = podName;
        this.samples = new SampleHistory(config.history());
    }

    @PostConstruct
    void start() {
        if (config.enabled()) {
            timer = vertx.setPeriodic(config.interval().toMillis(), elapsed -> {
                // One at a time: a busy pod drops samples instead of queueing them.
                if (busy.compareAndSet(false, true)) {
                    workers.execute(this::tick);
                }
            });
        }
    }

    private void tick() {
        try {
            PodStatus report = report();
            broadcaster.podMessages().tell(TOPIC, json.writeValueAsBytes(report));
            listenWhileWatched();
            heard.hear(report);
            if (streams.isWatched()) {
                tellConsoles(report);
            }
        } catch (JsonProcessingException | RuntimeException e) {
            LOG.warn("Console update failed", e);
        } finally {
            busy.set(false);
        }
    }

    private void listenWhileWatched() {
        if (streams.isWatched() != listening) {
            listening = !listening;
            if (listening) {
                // Reports from before the pause are outdated.
                heard.forget();
                broadcaster.podMessages().listen(TOPIC, heard::hear);
            } else {
                broadcaster.podMessages().ignore(TOPIC);
            }
        }
    }

    private PodStatus report() {
        PodStats podStats = broadcaster.podStats(config.organizations());
        Sample moment = samples.next(podStats, System.nanoTime());
        return new PodStatus(
                podName,
                process,
                build.version(),
                (System.nanoTime() - startedAt) / 1_000_000_000L,
                draining,
                podStats.clients(),
                podStats.behind(),
                podStats.busDelivers(),
                Double.isNaN(podStats.probeMillis()) ? null : SampleHistory.rounded(podStats.probeMillis()),
                podStats.organizations(),
                podStats.largest().stream()
                        .map(share -> new Share(share.organizationId(), share.clients()))
                        .toList(),
                moment,
                samples.before(moment));
    }

    private void tellConsoles(PodStatus own) throws JsonProcessingException {
        ClusterSnapshot message = ClusterSnapshot.of(heard.all(), config, own, clock);
        streams.tell(json.writeValueAsBytes(message), json.writeValueAsBytes(message.withoutHistory()));
    }

    void onShutdown(@Observes @Priority(BEFORE_DRAIN) ShutdownDelayInitiatedEvent event) {
        draining = true;
        streams.drain();
    }

    /** Live reload keeps Vert.x, whose timer would call a pod that is gone. */
    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }
}
