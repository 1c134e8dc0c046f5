package dev.carillon.push;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.carillon.notification.NotificationJson;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a message: a declarative push message, which newer browsers show by themselves and the service worker of pods
 * shows elsewhere. Too long a text is cut at a character: the message first, then the title, then the address.
 *
 * <p>See docs/adr/0044-pushed-to-browsers-by-the-log.md
 */
final class PushPayload {

    /** RFC 8291, 4: 4,096 bytes less the header of the encryption, its tag and its delimiter. */
    static final int MAX_BYTES = 4096 - 86 - 16 - 1;

    /** For a push service that takes less than it has to. All but texts is shorter. */
    static final int SHORT_BYTES = 2048;

    /** The number that makes it declarative. */
    private static final int DECLARATIVE = 8030;

    private static final String CUT = "…";

    private PushPayload() {}

    /** @param badge the number of the user's unread notifications */
    static byte[] show(PushClaim claim, PushContent content, long badge, int maxBytes) {
        String page = claim.browser().page();
        String title = content.title();
        String message = content.message();
        String address = navigate(content.actionUrl(), page);
        byte[] whole = write(claim, content, title, message, address, badge);
        if (whole.length > maxBytes) {
            message = cut(message, whole.length - maxBytes);
            whole = write(claim, content, title, message, address, badge);
        }
        if (whole.length > maxBytes) {
            address = page;
            whole = write(claim, content, title, message, address, badge);
        }
        if (whole.length > maxBytes) {
            title = cut(title, whole.length - maxBytes);
            whole = write(claim, content, title, message, address, badge);
        }
        return whole;
    }

    /** Not declarative: a browser that shows messages by itself leaves it to the service worker. */
    static byte[] withdraw(PushClaim claim, long badge) {
        return NotificationJson.write(json -> {
            json.writeStartObject();
            json.writeNumberField("withdraw", claim.about());
            json.writeNumberField("app_badge", badge);
            json.writeEndObject();
        });
    }

    private static byte[] write(
            PushClaim claim, PushContent content, String title, String message, String address, long badge) {
        return NotificationJson.write(json -> {
            json.writeStartObject();
            json.writeNumberField("web_push", DECLARATIVE);
            json.writeFieldName("notification");
            writeNotification(json, claim, content, title, message, address);
            json.writeNumberField("app_badge", badge);
            json.writeEndObject();
        });
    }

    private static void writeNotification(
            JsonGenerator json, PushClaim claim, PushContent content, String title, String message, String address)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("title", title);
        json.writeStringField("body", message);
        json.writeStringField("navigate", address);
        json.writeStringField(
                "tag", Objects.requireNonNullElseGet(content.collapsesAs(), () -> "carillon-" + claim.about()));
        json.writeNumberField("timestamp", content.createdAt().toEpochMilli());
        json.writeObjectFieldStart("data");
        json.writeNumberField("id", claim.about());
        json.writeStringField("type", content.type());
        json.writeEndObject();
        json.writeEndObject();
    }

    /** The address of the action where it is of the page's own site, and the page otherwise. */
    static String navigate(@Nullable String actionUrl, String page) {
        if (actionUrl == null || actionUrl.isEmpty()) {
            return page;
        }
        try {
            URI base = new URI(page);
            URI action = base.resolve(new URI(actionUrl));
            boolean same = Objects.equals(base.getScheme(), action.getScheme())
                    && Objects.equals(base.getRawAuthority(), action.getRawAuthority());
            return same ? action.toString() : page;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return page;
        }
    }

    /** Takes at least that many bytes away, as a character has at least as many in JSON as in UTF-8. */
    private static String cut(String text, int bytes) {
        int wanted = bytes + CUT.getBytes(StandardCharsets.UTF_8).length;
        int end = text.length();
        int taken = 0;
        while (end > 0 && taken < wanted) {
            int character = text.codePointBefore(end);
            taken += new String(Character.toChars(character)).getBytes(StandardCharsets.UTF_8).length;
            end -= Character.charCount(character);
        }
        return text.isEmpty() ? text : text.substring(0, end) + CUT;
    }
}
