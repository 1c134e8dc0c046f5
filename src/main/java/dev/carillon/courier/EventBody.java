package dev.carillon.courier;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The JSON of an event: CloudEvents 1.0, structured mode. */
final class EventBody {

    static final String MEDIA_TYPE = "application/cloudevents+json";

    private static final String TYPE_PREFIX = "dev.carillon.";

    private EventBody() {}

    static byte[] of(Claim claim) {
        return NotificationJson.write(json -> {
            json.writeStartObject();
            json.writeStringField("specversion", "1.0");
            json.writeStringField("id", claim.messageId());
            json.writeStringField("source", "/organizations/" + claim.organizationId());
            json.writeStringField("type", TYPE_PREFIX + claim.event());
            if (claim.about() != null) {
                json.writeStringField("subject", claim.about().toString());
            }
            json.writeStringField("time", NotificationJson.isoMillis(claim.occurredAt()));
            json.writeStringField("datacontenttype", "application/json");
            json.writeFieldName("data");
            if (claim.detail() == null) {
                writeData(json, claim);
            } else {
                json.writeRawValue(claim.detail());
            }
            json.writeEndObject();
        });
    }

    private static void writeData(JsonGenerator json, Claim claim) throws IOException {
        json.writeStartObject();
        if (claim.userId() != null) {
            json.writeStringField("userId", claim.userId());
        } else if (claim.about() != null) {
            json.writeStringField("audience", "organization");
        }
        Notification notification = claim.notification();
        if (notification != null) {
            json.writeFieldName("notification");
            json.writeRawValue(new String(NotificationJson.write(notification), StandardCharsets.UTF_8));
        } else if (claim.about() != null) {
            json.writeNumberField("id", claim.about());
        }
        json.writeEndObject();
    }
}
