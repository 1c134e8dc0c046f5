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
 * DevTools, as no real push service can be reached here. The browser's own subscription is replaced, and nothing else.
 */
@SecondCluster
@ExtendWith({WithCluster.class, Chromium.class})
@Timeout(180)
class PushInBrowserIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ORGANIZATION = "e2e-push";
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
    private static final String SHOWN = """
            async () => {
              const registration = await navigator.serviceWorker.getRegistration('/carillon/push-worker.js');
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
        this.site = new Site(browser, cluster, Map.of("/blank", "<!doctype html><title>blank</title>"));
    }

    @AfterEach
    void close() {
        service.close();
        site.close();
    }

    @Test
    void userWithTheClosedPageIsShownWhatIsNewUntilItIsSeen() {
        // Given a user who has pressed the button and closed the page
        Login admin = new Login(
                ORGANIZATION,
                "1",
                cluster.sessions().create("1", ORGANIZATION, List.of("admin")).cookieHeader());
        assertThat(Api.put(
                                cluster.pod(1),
                                admin,
                                "/api/handover",
                                "{\"rules\":[{\"types\":\"*\",\"afterSeconds\":1,\"media\":[\"push\"]}]}")
                        .statusCode())
                .isEqualTo(200);
        ExpressSession session = cluster.sessions().create("26", ORGANIZATION);
        BrowserContext context = site.browserOf(session);
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
        Api.created(cluster.pod(2), admin, Api.forUser("26", "Nouvelle session réservée"));
        deliver(deliveries, 1);

        // Then
        awaitShown(blank, deliveries, 1);
        assertThat(device.messages().get(0).getLong("app_badge")).isEqualTo(1);

        // When the user opens the page and the list
        open(context);
        deliver(deliveries, 2);

        // Then
        awaitShown(blank, deliveries, 0);
        assertThat(device.messages().get(1).getLong("withdraw")).isEqualTo(1);
    }

    /** With its list open. */
    private Page open(BrowserContext context) {
        Page page = site.open(context);
        page.evaluate("document.querySelector('notification-center').toggleAttribute('push', true)");
        page.getByTestId("bell").click();
        page.getByTestId("push").waitFor();
        return page;
    }

    /**
     * Chromium forgets a notification that is asked for in the moment in which it is shown. So this asks once a second, and hands the
     * newest message on again, as a push service may.
     */
    private void awaitShown(Page page, Deliveries deliveries, int notifications) {
        await().pollInSameThread()
                .pollDelay(Duration.ofSeconds(1))
                .pollInterval(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> {
                    boolean reached = shown(page).size() == notifications;
                    if (!reached) {
                        deliveries.deliver(device.messages().get(delivered - 1).encode());
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
