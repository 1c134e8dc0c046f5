package dev.carillon.publish;

import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The answer to a create of several notifications: {@code {"notifications":[…]}}, in the order of the request. */
final class Created {

    private Created() {}

    static byte[] json(List<Notification> notifications) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        json.writeBytes("{\"notifications\":[".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < notifications.size(); i++) {
            if (i > 0) {
                json.write(',');
            }
            json.writeBytes(NotificationJson.write(notifications.get(i)));
        }
        json.writeBytes("]}".getBytes(StandardCharsets.US_ASCII));
        return json.toByteArray();
    }
}
