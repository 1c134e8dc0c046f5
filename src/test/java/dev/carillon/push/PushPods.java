package dev.carillon.push;

import dev.carillon.handover.DefaultRules;
import dev.carillon.handover.HandoverConfig;
import dev.carillon.notification.Draft;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.PostgresLogs;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.Submission;
import dev.carillon.outgoing.Outgoing;
import dev.carillon.preference.StoredPreferences;
import dev.carillon.tenancy.Database;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Couriers of several pods on one database, with a push service of this machine. */
abstract class PushPods {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, String> QUICK = Map.ofEntries(
            Map.entry("carillon.push.public-key", EmbeddedResource.PUSH_PUBLIC_KEY),
            Map.entry("carillon.push.private-key", EmbeddedResource.PUSH_PRIVATE_KEY),
            Map.entry("carillon.push.subject", "mailto:nobody@example.com"),
            Map.entry("carillon.push.poll", "10ms"),
            Map.entry("carillon.push.poll-idle", "50ms"),
            Map.entry("carillon.push.lease", "8s"),
            Map.entry("carillon.push.first-retry", "50ms"),
            Map.entry("carillon.push.max-retry", "200ms"),
            Map.entry("carillon.push.max-attempts", "100"));
    private static final String SEEN = """
            insert into inbox (organization_id, user_id, seen_through) values ('shop', ?, ?)
            on conflict (organization_id, user_id) do update set seen_through = excluded.seen_through
            """;

    private final List<PushCourier> started = new ArrayList<>();
    private final Outgoing outgoing = new Outgoing();
    final FakePushService service = new FakePushService();
    Clock clock = Clock.systemUTC();
    OwnDatabase database;
    NotificationLog log;
    PushConfig config;
    StoredPreferences preferences;

    @BeforeEach
    void migrate() {
        database = OwnDatabase.migratedTo("latest");
        log = PostgresLogs.at(database.application());
        preferences = new StoredPreferences(database.application());
        use(Map.of());
    }

    void use(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(QUICK);
        settings.putAll(more);
        config = SharedServices.config(PushConfig.class, settings);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (PushCourier courier : started) {
            courier.onStop(null);
        }
        service.close();
        outgoing.close();
    }

    PushQueue queue(String rules) {
        HandoverConfig handover = SharedServices.config(HandoverConfig.class, Map.of("carillon.handover.rules", rules));
        return new PushQueue(new Database(database.application()), config, handover, new DefaultRules(handover));
    }

    SimpleMeterRegistry pod(String rules) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        VapidPair keys = new VapidPair(config);
        PushCourier courier = new PushCourier(
                queue(rules),
                new PushSender(outgoing.calls(), keys, (organization, user) -> 7, config, Clock.systemUTC()),
                new PushWishes(preferences.store(), clock),
                keys,
                config,
                new PushMetrics(registry));
        started.add(courier);
        courier.onStart(null);
        return registry;
    }

    FakeBrowser browser(String user) {
        return browser(user, service);
    }

    FakeBrowser browser(String user, FakePushService at) {
        String id = UUID.randomUUID().toString().replace("-", "");
        FakeBrowser browser = new FakeBrowser(user + "-" + id.substring(0, 4), at);
        subscriptions().put("shop", user, browser.checked(id));
        return browser;
    }

    SubscriptionStore subscriptions() {
        return new SubscriptionStore(new Database(database.application()), config);
    }

    long append(String user, String type, String title) {
        return append(user, type, title, OptionalFields.NONE);
    }

    long append(String user, String type, String title, OptionalFields extras) {
        Draft draft = new Draft(Recipient.ofNullableUser(user), type, title, "m", null, extras);
        return log.append("shop", List.of(new Submission(List.of(draft), null)))
                .committed()
                .notifications()
                .get(0)
                .id();
    }

    void see(String user, long id) {
        database.superuser().run(SEEN, user, id);
    }

    long number(String sql) {
        return database.superuser().number(sql);
    }
}
