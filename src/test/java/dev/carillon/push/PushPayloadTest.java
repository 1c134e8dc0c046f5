package dev.carillon.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.push.PushClaim.Browser;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushPayloadTest {

    private static final String PAGE = "https://app.example.com/inbox";

    @Test
    void messageIsADeclarativePushMessage() {
        // Given
        PushContent content = content("Zahlung bestätigt ✓", "12 €", "/payments/7", "order-7");

        // When
        JsonObject message = json(PushPayload.show(claim(PAGE), content, 3, PushPayload.MAX_BYTES));

        // Then
        JsonObject shown = message.getJsonObject("notification");
        assertThat(message.getInteger("web_push")).isEqualTo(8030);
        assertThat(message.getLong("app_badge")).isEqualTo(3);
        assertThat(shown.getString("title")).isEqualTo("Zahlung bestätigt ✓");
        assertThat(shown.getString("body")).isEqualTo("12 €");
        assertThat(shown.getString("navigate")).isEqualTo("https://app.example.com/payments/7");
        assertThat(shown.getString("tag")).isEqualTo("order-7");
        assertThat(shown.getLong("timestamp")).isEqualTo(1_766_811_521_000L);
        assertThat(shown.getJsonObject("data").getLong("id")).isEqualTo(42);
    }

    @Test
    void notificationWithoutACollapseKeyHasATagOfItsOwn() {
        // When
        JsonObject message =
                json(PushPayload.show(claim(PAGE), content("t", "m", null, null), 0, PushPayload.MAX_BYTES));

        // Then
        assertThat(message.getJsonObject("notification").getString("tag")).isEqualTo("carillon-42");
        assertThat(message.getJsonObject("notification").getString("navigate")).isEqualTo(PAGE);
    }

    @Test
    void notificationToEverybodyHasATagThatNoneToOneUserHas() {
        // Given
        PushContent content = new PushContent("t", "t", "m", null, Instant.EPOCH, null, "order-7", true);

        // When
        JsonObject message = json(PushPayload.show(claim(PAGE), content, 0, PushPayload.MAX_BYTES));

        // Then
        assertThat(message.getJsonObject("notification").getString("tag")).isEqualTo("organization:order-7");
    }

    /** Pages of other sites are not opened in the name of this one. */
    @ParameterizedTest
    @CsvSource({
        "/payments/7?a=1#b, https://app.example.com/payments/7?a=1#b",
        "https://app.example.com/x, https://app.example.com/x",
        "relative, https://app.example.com/relative",
        "https://evil.example.com/x, https://app.example.com/inbox",
        "//evil.example.com/x, https://app.example.com/inbox",
        "http://app.example.com/x, https://app.example.com/inbox",
        "javascript:alert(1), https://app.example.com/inbox",
        "a b\\c, https://app.example.com/inbox"
    })
    void addressOfAnotherSiteGivesWayToThePage(String actionUrl, String expected) {
        assertThat(PushPayload.navigate(actionUrl, PAGE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {PushPayload.MAX_BYTES, PushPayload.SHORT_BYTES})
    void textThatIsTooLongIsCutAtACharacter(int bytes) {
        // Given
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        PushClaim claim = claim("https://app.example.com/" + "p".repeat(480));

        for (int i = 0; i < 300; i++) {
            // When
            String message = text(random, random.nextInt(16_000));
            PushContent content = content(
                    text(random, 1 + random.nextInt(255)),
                    message,
                    "/" + "a".repeat(random.nextInt(2_000)),
                    "k".repeat(64));
            byte[] payload = PushPayload.show(claim, content, 99_999, bytes);

            // Then
            assertThat(payload).hasSizeLessThanOrEqualTo(bytes);
            String body = json(payload).getJsonObject("notification").getString("body");
            assertThat(body.equals(message) || body.endsWith("…")).isTrue();
            String kept = body.equals(message) ? body : body.substring(0, body.length() - 1);
            assertThat(message).startsWith(kept);
            assertThat(kept.isEmpty() || !Character.isHighSurrogate(kept.charAt(kept.length() - 1)))
                    .isTrue();
        }
    }

    private static String text(Random random, int length) {
        int[] alphabet = {'a', 'ü', '€', '"', '\n', 1, 0x1F514};
        StringBuilder text = new StringBuilder();
        while (text.length() < length - 1) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.append('z').toString();
    }

    private static JsonObject json(byte[] payload) {
        return new JsonObject(new String(payload, StandardCharsets.UTF_8));
    }

    private static PushContent content(String title, String message, String actionUrl, String collapseKey) {
        Instant created = Instant.ofEpochMilli(1_766_811_521_000L);
        return new PushContent("payment", title, message, actionUrl, created, null, collapseKey, false);
    }

    private static PushClaim claim(String page) {
        Browser browser = new Browser("https://push.example.net", "https://push.example.net/x", null, null, page);
        return new PushClaim("shop", "s", 1, 1, "ada", false, false, Duration.ZERO, 0, null, browser, 42, null);
    }
}
