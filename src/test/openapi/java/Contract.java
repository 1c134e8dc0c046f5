import generated.ApiClient;
import generated.ApiException;
import generated.api.InboxApi;
import generated.api.NotificationsApi;
import generated.api.StreamTicketsApi;
import generated.model.ChangeNotification;
import generated.model.CreateAnswer;
import generated.model.CreateNotification;
import generated.model.CreateNotifications;
import generated.model.CreateStreamTicket;
import generated.model.MarkRead;
import generated.model.NotificationPage;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** The contract of contract.ts with the client of OpenAPI Generator. Arguments: origins of pods, cookie, user. */
public final class Contract {

    private Contract() {}

    public static void main(String[] arguments) throws ApiException {
        ApiClient http = new ApiClient();
        List<String> pods = List.of(arguments[0].split(","));
        AtomicInteger next = new AtomicInteger();
        http.updateBaseUri(pods.get(0));
        http.setRequestInterceptor(request -> {
            URI asked = request.copy().build().uri();
            String pod = pods.get(next.getAndIncrement() % pods.size());
            request.uri(URI.create(pod).resolve(asked.toString().replaceFirst("^http://[^/]*", "")));
            request.header("Cookie", arguments[1]);
        });
        NotificationsApi notifications = new NotificationsApi(http);
        InboxApi inbox = new InboxApi(http);
        String me = arguments[2];
        String key = "contract-" + System.nanoTime();

        CreateAnswer first =
                notifications.createNotification(body("first").userId(me).data(Map.of("room", "A")), key);
        equal(first.getTitle(), "first");
        equal(first.getIsRead(), false);
        equal(
                notifications
                        .createNotification(body("first").userId(me).data(Map.of("room", "A")), key)
                        .getId(),
                first.getId());
        rejected(409, "key_reused", () -> notifications.createNotification(body("other"), key));
        equal(
                notifications
                        .createNotification(body("first").userIds(List.of(me, "somebody")), null)
                        .getNotifications()
                        .size(),
                2);
        rejected(400, "invalid_field", () -> notifications.createNotification(body(""), null));
        equal(
                notifications
                        .createNotifications(
                                new CreateNotifications().notifications(List.of(body("first"), body("second"))), null)
                        .getNotifications()
                        .size(),
                2);
        NotificationPage page = inbox.listNotifications(2, null, null, null, null);
        equal(page.getNotifications().size(), 2);
        NotificationPage rest = inbox.listNotifications(null, page.getNextBefore(), null, null, null);
        equal(rest.getNextBefore(), null);
        equal(inbox.countUnread().getCount(), 4L);
        equal(
                inbox.changeNotification(first.getId(), new ChangeNotification().isRead(true), null)
                        .getIsRead(),
                true);
        equal(
                inbox.markRead(new MarkRead().through(page.getNotifications().get(0).getId()), null)
                        .getCount(),
                0L);
        inbox.deleteNotification(first.getId(), null);
        rejected(404, "not_found", () -> inbox.getNotification(first.getId()));
        equal(
                new StreamTicketsApi(http)
                        .createStreamTicket(new CreateStreamTicket())
                        .getTicket()
                        .length(),
                43);
        System.out.println("holds");
    }

    private static CreateNotification body(String title) {
        return new CreateNotification().type("contract").title(title).message("m");
    }

    private static void equal(Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(actual + " instead of " + expected);
        }
    }

    private static void rejected(int status, String code, Call call) throws ApiException {
        try {
            call.run();
        } catch (ApiException e) {
            equal(e.getCode(), status);
            equal(e.getResponseBody().contains("\"code\":\"" + code + "\""), true);
            return;
        }
        throw new AssertionError("Not rejected");
    }

    private interface Call {
        void run() throws ApiException;
    }
}
