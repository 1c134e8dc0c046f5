package dev.carillon.notification;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The JSON of a notification: the body of the answer to a create request and, wrapped, the message to every client. It is
 * written by hand because its bytes are the protocol: it is made once in the whole cluster, and a field added to a record
 * must not change it.
 */
public final class NotificationJson {

    /** The form of JavaScript's {@code toISOString}: always three digits of milliseconds. */
    private static final DateTimeFormatter ISO_MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int TYPICAL_BYTES = 512;

    private NotificationJson() {}

    /** The notification itself, unread, as its creator sees it. */
    public static byte[] write(Notification notification) {
        return write(json -> writeNotification(json, notification));
    }

    /** The stream's message that carries the entry. */
    public static byte[] writeMessage(Notification notification, Instant now) {
        Notification.Change change = notification.change();
        if (change == null) {
            return message("notification", now, json -> writeNotification(json, notification));
        }
        Notification updated = change.updated();
        if (updated != null) {
            return message("update", now, json -> writeNotification(json, updated));
        }
        return message("recall", now, json -> {
            json.writeStartObject();
            json.writeNumberField("id", change.of());
            json.writeEndObject();
        });
    }

    private static byte[] message(String type, Instant now, Fields data) {
        return write(json -> {
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeFieldName("data");
            data.writeTo(json);
            json.writeStringField("timestamp", isoMillis(now));
            json.writeEndObject();
        });
    }

    /** Several notifications in an object, as they were created. */
    public static byte[] write(List<Notification> notifications) {
        return write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("notifications");
            for (Notification notification : notifications) {
                writeNotification(json, notification);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** {@code 2025-12-27T04:58:41.123Z}. */
    public static String isoMillis(Instant instant) {
        return ISO_MILLIS.format(instant);
    }

    private static void writeNotification(JsonGenerator json, Notification notification) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", notification.id());
        json.writeStringField("type", notification.type());
        json.writeStringField("title", notification.title());
        json.writeStringField("message", notification.message());
        json.writeStringField("actionUrl", notification.actionUrl());
        json.writeBooleanField("isRead", false);
        json.writeStringField("createdAt", isoMillis(notification.createdAt()));
        if (notification.isErased()) {
            json.writeBooleanField("isRecalled", true);
        } else {
            writeExtras(json, notification);
        }
        json.writeEndObject();
    }

    private static void writeExtras(JsonGenerator json, Notification notification) throws IOException {
        OptionalFields extras = notification.extras();
        if (extras.data() != null) {
            json.writeFieldName("data");
            json.writeRawValue(extras.data());
        }
        if (extras.expiresAt() != null) {
            json.writeStringField("expiresAt", isoMillis(extras.expiresAt()));
        }
        if (extras.collapseKey() != null) {
            json.writeStringField("collapseKey", extras.collapseKey());
            // Otherwise a page could not know which of two that it shows takes the place of the other.
            if (notification.recipient() instanceof Recipient.WholeOrganization) {
                json.writeStringField("audience", "organization");
            }
        }
        if (extras.updatedAt() != null) {
            json.writeStringField("updatedAt", isoMillis(extras.updatedAt()));
        }
    }

    /** The UTF-8 bytes of one JSON value. */
    public static byte[] write(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            fields.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes a value. */
    @FunctionalInterface
    public interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }
}
