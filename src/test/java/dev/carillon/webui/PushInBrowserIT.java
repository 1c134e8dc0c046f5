package dev.carillon.webui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.push.FakeBrowser;
import dev.carillon.push.FakePushService;
import dev.carillon.testkit.Chromium;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SecondCluster;
import dev.carillon.testkit.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * From a back end to a closed page: three pods push to a service of this test, which hands what it has decoded to Chromium by
 * DevTools, as no real push service can be reached here. The browser's own subscription is replaced, and the press on a notification
 * is the test's.
 */
@SecondCluster
@ExtendWith({WithCluster.class, Chromium.class})
@Timeout(180)
class PushInBrowserIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ORGANIZATION = "e2e-push";
    private static final String PUSH_AFTER_A_SECOND =
            "{\"rules\":[{\"types\":\"*\",\"afterSeconds\":1,\"media\":[\"push\"]}]}";

    /** The promise to users, from the time of the rule on. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final String PUSHED_AFTER_MILLIS = """
            select (1000 * extract(epoch from max(m.settled_at - n.created_at)))::bigint
            from push_message m join notification n
                on n.organization_id = m.organization_id and n.segment = m.segment and n.id = m.notification_id
            where m.organization_id = ? and m.user_id = ? and not m.withdraws and m.state in ('delivered', 'withdrawn')
            """;
    private static final String SUBSCRIPTION = """
            const current = () => localStorage.getItem('subscribed') === null ? null : {
              endpoint: device.endpoint,
              options: { applicationServerKey: Uint8Array.from(
                atob(localStorage.getItem('subscribed').replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0)).buffer },
              toJSON: () => ({ endpoint: device.endpoint, expirationTime: null, keys: device.keys }),
              unsubscribe: async () => localStorage.removeItem('subscribed'),
            };
            PushManager.prototype.getSubscription = async () => current();
            PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
              localStorage.setItem('subscribed', applicationServerKey);
              return current();
            };
            """;
    /** The site's own, as only the test's code in there can press a notification, and only a user's press may open a window. */
    private static final String WORKER = """
            importScripts('/carillon/push-worker.js');
            addEventListener('message', async ({ data: { press }, ports: [answer] }) => {
              clients.openWindow = async (url) => answer.postMessage(url);
              const notification = (await registration.getNotifications()).find(({ title }) => title === press);
              dispatchEvent(new NotificationEvent('notificationclick', { notification }));
            });
            """;

    private static final String BUTTON = """
            const center = document.querySelector('notification-center');
            center.setAttribute('push-worker', '/worker.js');
            center.toggleAttribute('push', true);
            """;

    private static final String PRESS = """
            async (press) => {
              const { active } = await navigator.serviceWorker.getRegistration('/worker.js');
              const { port1, port2 } = new MessageChannel();
              const opened = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
              active.postMessage({ press }, [port2]);
              return opened;
            }
            """;

    private static final String SHOWN = """
            async () => {
              const registration = await navigator.serviceWorker.getRegistration('/worker.js');
              return (await registration.getNotifications()).map(({ title }) => title);
            }
            """;

    private final BreakableCluster cluster;
    private final Site site;
    private final FakePushService service = new FakePushService();
    private final FakeBrowser device = new FakeBrowser("chromium", service);
    private int delivered;

    PushInBrowserIT(BreakableCluster cluster, Browser browser) throws Exception {
        this.cluster = cluster;
        this.site = new Site(
                browser, cluster, Map.of("/blank", "<!doctype html><title>blank</title>", "/worker.js", WORKER));
    }

    @AfterEach
    void close() {
        service.close();
        site.close();
    }

    @Test
    void userWithTheClosedPageIsShownInTimeWhatIsNewAndTheBadgeIsRightAfterItWasOpened() {
        // Given a user who has pressed the button and closed the page
        Login admin = admin();
        ExpressSession session = cluster.sessions().create("26", ORGANIZATION);
        BrowserContext context = site.browserOf(session, new Browser.NewContextOptions().setViewportSize(360, 740));
        context.grantPermissions(List.of("notifications"));
        context.addInitScript("const device = " + Api.text(device.json()) + ";\n{" + SUBSCRIPTION + "}");
        Page page = open(context);
        page.getByTestId("push").click();
        page.locator("[data-testid='push'][aria-pressed='true']").waitFor();
        Page blank = context.newPage();
        blank.navigate(site.gateway().url() + "/blank");
        Deliveries deliveries = new Deliveries(context, blank);
        page.close();
        site.awaitOpenStreams(0);

        // When
        long opened = create(admin, "26", "Nouvelle session réservée", "");
        long other = create(admin, "26", "Session annulée", "");
        deliver(deliveries, 2);

        // Then
        awaitShown(blank, deliveries, 2);
        assertThat(device.messages().get(0).getLong("app_badge")).isBetween(1L, 2L);
        assertThat(pushedAfter("26")).isLessThanOrEqualTo(Duration.ofSeconds(1).plus(SOON));

        // When the user opens one of them, and has a desktop, too
        Object address = blank.evaluate(PRESS, "Nouvelle session réservée");
        deliver(deliveries, 3);
        Page phone = context.newPage();
        phone.navigate(address.toString());
        Page desktop = site.open(site.browserOf(session, new Browser.NewContextOptions().setViewportSize(1440, 900)));

        // Then
        assertThat(address).isEqualTo(site.gateway().url() + "/page");
        Site.assertBadge(phone, "1");
        Site.assertBadge(desktop, "1");
        assertThat(device.messages().get(2).getLong("withdraw")).isEqualTo(opened);
        assertThat(device.messages().get(2).getLong("app_badge")).isEqualTo(1);

        // When the user opens the list
        desktop.getByTestId("bell").click();
        deliver(deliveries, 4);

        // Then
        awaitShown(blank, deliveries, 0);
        assertThat(device.messages().get(3).getLong("withdraw")).isEqualTo(other);
    }

    @Test
    void userWhoSawItInTimeIsPushedNothing() {
        // Given
        Login admin = admin();
        Login user = cluster.login(ORGANIZATION, "27");
        assertThat(Api.put(cluster.pod(1), user, "/api/push/subscriptions", Api.text(device.json()))
                        .statusCode())
                .isEqualTo(200);

        // When
        long seen = create(admin, "27", "seen", ",\"handover\":{\"afterSeconds\":8}");
        assertThat(Api.post(cluster.pod(3), user, "/api/notifications/seen", "{\"through\":" + seen + "}")
                        .statusCode())
                .isEqualTo(200);
        long later = create(admin, "27", "later", ",\"handover\":{\"afterSeconds\":9}");

        // Then
        await().atMost(PATIENCE).until(() -> !device.messages().isEmpty());
        assertThat(device.messages())
                .extracting(one ->
                        one.getJsonObject("notification").getJsonObject("data").getLong("id"))
                .containsExactly(later);
        assertThat(Sql.at(cluster.recordUrl())
                        .list(
                                "select state || ' ' || reason from push_message where organization_id = ? and notification_id = ?",
                                ORGANIZATION,
                                seen))
                .containsExactly("dropped seen");
    }

    private Login admin() {
        Login admin = new Login(
                ORGANIZATION,
                "1",
                cluster.sessions().create("1", ORGANIZATION, List.of("admin")).cookieHeader());
        assertThat(Api.put(cluster.pod(1), admin, "/api/handover", PUSH_AFTER_A_SECOND)
                        .statusCode())
                .isEqualTo(200);
        return admin;
    }

    private long create(Login admin, String user, String title, String more) {
        return Api.created(
                cluster.pod(2),
                admin,
                "{\"type\":\"apitest\",\"title\":\"" + title + "\",\"message\":\"m\",\"userId\":\"" + user + "\"" + more
                        + "}");
    }

    /** The slowest, from its creation until its push service had it, by the clock of the database. */
    private Duration pushedAfter(String user) {
        return Duration.ofMillis(Sql.at(cluster.recordUrl()).number(PUSHED_AFTER_MILLIS, ORGANIZATION, user));
    }

    /** With its list open. */
    private Page open(BrowserContext context) {
        Page page = site.open(context);
        page.evaluate(BUTTON);
        page.getByTestId("bell").click();
        page.getByTestId("push").waitFor();
        return page;
    }

    /**
     * Chromium forgets a notification that is asked for in the moment in which it is shown. So this asks once a second, and hands the
     * newest messages on again, as a push service may.
     */
    private void awaitShown(Page page, Deliveries deliveries, int notifications) {
        await().pollInSameThread()
                .pollDelay(Duration.ofSeconds(1))
                .pollInterval(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> {
                    boolean reached = shown(page).size() == notifications;
                    if (!reached) {
                        device.messages()
                                .subList(Math.max(0, delivered - 2), delivered)
                                .forEach(one -> deliveries.deliver(one.encode()));
                    }
                    return reached;
                });
    }

    private static List<?> shown(Page page) {
        return (List<?>) page.evaluate(SHOWN);
    }

    /** Hands on the messages of the push service, once it has that many. */
    private void deliver(Deliveries deliveries, int messages) {
        await().atMost(PATIENCE).until(() -> device.requests().size() >= messages);
        while (delivered < messages) {
            deliveries.deliver(device.messages().get(delivered++).encode());
        }
    }

    /** Messages to the site's worker, by DevTools. */
    private final class Deliveries {

        private final CDPSession devtools;
        private final List<String> registrations = new ArrayList<>();

        /** @param page of the same site, which stays open */
        Deliveries(BrowserContext context, Page page) {
            devtools = context.newCDPSession(page);
            devtools.on("ServiceWorker.workerRegistrationUpdated", event -> {
                for (JsonElement one : event.getAsJsonArray("registrations")) {
                    registrations.add(
                            one.getAsJsonObject().get("registrationId").getAsString());
                }
            });
            devtools.send("ServiceWorker.enable");
            page.waitForCondition(() -> !registrations.isEmpty());
        }

        void deliver(String message) {
            JsonObject delivery = new JsonObject();
            delivery.addProperty("origin", site.gateway().url());
            delivery.addProperty("registrationId", registrations.get(0));
            delivery.addProperty("data", message);
            devtools.send("ServiceWorker.deliverPushMessage", delivery);
        }
    }
}
