package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bus.BusSeal.Ours;
import dev.carillon.bus.BusSeal.Rejected;
import dev.carillon.testkit.SharedServices;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class BusSealTest {

    private static final String OURS = "0123456789abcdef0123456789abcdef";
    private static final String OTHER = "fedcba9876543210fedcba9876543210";
    private static final String CHANNEL = "carillon:org:{21}";
    private static final byte[] BODY = "signal 26 2\n{}".getBytes(StandardCharsets.UTF_8);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC);

    private final BusSeal seal = TestSeals.of(List.of(OURS), CLOCK);

    @Test
    void sealedMessageIsOpenedUnchanged() {
        // When
        BusSeal.Opened opened = seal.open(CHANNEL, seal.seal(CHANNEL, BODY));

        // Then
        assertThat(opened).isInstanceOfSatisfying(Ours.class, ours -> {
            assertThat(ours.body()).isEqualTo(BODY);
            assertThat(ours.madeAtMicros()).isEqualTo(CLOCK.millis() * 1_000);
        });
    }

    /** Computed here a second time, so that the document is true of the bytes that are sent. */
    @Test
    void theMacIsWhatTheDocumentationSays() throws Exception {
        // Given
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(OURS.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String start = "carillon 2 " + HexFormat.of().toHexDigits(CLOCK.millis() * 1_000) + " ";

        // When
        String sealed = seal.seal(CHANNEL, BODY).toString();

        // Then
        mac.update(start.getBytes(StandardCharsets.US_ASCII));
        mac.update(new byte[] {0, 0, 0, (byte) CHANNEL.length()});
        mac.update(CHANNEL.getBytes(StandardCharsets.UTF_8));
        String expected = HexFormat.of().formatHex(mac.doFinal(BODY), 0, 16);
        assertThat(sealed).isEqualTo(start + expected + "\n" + new String(BODY, StandardCharsets.UTF_8));
    }

    @Test
    void noBitOfItMayChange() {
        // Given
        byte[] good = seal.seal(CHANNEL, BODY).getBytes();

        for (int bit = 0; bit < good.length * 8; bit++) {
            // When
            byte[] changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);

            // Then
            assertThat(seal.open(CHANNEL, Buffer.buffer(changed)))
                    .as("bit %d", bit)
                    .isInstanceOf(Rejected.class);
        }
    }

    @Test
    void sealIsBoundToItsChannelAndToTheBoundaryOfTheBody() {
        Buffer sealed = seal.seal(CHANNEL, BODY);
        assertThat(seal.open("carillon:org:{22}", sealed)).isEqualTo(new Rejected(BusRejection.FOREIGN));
        Buffer longer = seal.seal("ab", "c".getBytes(StandardCharsets.UTF_8));
        Buffer moved = Buffer.buffer()
                .appendBuffer(longer.getBuffer(0, BusSeal.HEAD_BYTES))
                .appendString("bc");
        assertThat(seal.open("a", moved)).isEqualTo(new Rejected(BusRejection.FOREIGN));
    }

    @Test
    void eachReasonHasItsName() {
        assertThat(rejected("")).isEqualTo(BusRejection.MALFORMED);
        assertThat(rejected("carillon 2 ")).isEqualTo(BusRejection.MALFORMED);
        assertThat(rejected("carillon 1 disconnect * *\n")).isEqualTo(BusRejection.VERSION);
        assertThat(rejected("carillon 3 " + "0".repeat(60))).isEqualTo(BusRejection.VERSION);
        assertThat(rejected(TestSeals.of(List.of(), CLOCK).seal(CHANNEL, BODY).toString()))
                .isEqualTo(BusRejection.UNSIGNED);
        assertThat(rejected(
                        TestSeals.of(List.of(OTHER), CLOCK).seal(CHANNEL, BODY).toString()))
                .isEqualTo(BusRejection.FOREIGN);
    }

    private BusRejection rejected(String message) {
        return ((Rejected) seal.open(CHANNEL, Buffer.buffer(message))).reason();
    }

    @Test
    void theFirstSecretSignsAndAllVerify() {
        // Given
        BusSeal rotating = TestSeals.of(List.of(OTHER, OURS), CLOCK);

        // Then
        assertThat(rotating.open(CHANNEL, seal.seal(CHANNEL, BODY))).isInstanceOf(Ours.class);
        assertThat(seal.open(CHANNEL, rotating.seal(CHANNEL, BODY))).isInstanceOf(Rejected.class);
        assertThat(TestSeals.of(List.of(OTHER), CLOCK).open(CHANNEL, rotating.seal(CHANNEL, BODY)))
                .isInstanceOf(Ours.class);
    }

    @Test
    void noTwoSealsOfAPodAreEqual() {
        assertThat(seal.seal(CHANNEL, BODY)).isNotEqualTo(seal.seal(CHANNEL, BODY));
    }

    @Test
    void podWithoutAuthenticationAcceptsSignedAndUnsigned() {
        BusSeal trusting = TestSeals.of(List.of(), CLOCK);
        assertThat(trusting.open(CHANNEL, trusting.seal(CHANNEL, BODY))).isInstanceOf(Ours.class);
        assertThat(trusting.open(CHANNEL, seal.seal(CHANNEL, BODY))).isInstanceOf(Ours.class);
        assertThat(trusting.open(CHANNEL, Buffer.buffer("carillon 2 " + "z".repeat(16) + " " + "-".repeat(32) + "\n")))
                .isEqualTo(new Rejected(BusRejection.MALFORMED));
    }

    @Test
    void missingAndShortSecretsAreRejectedWithoutNamingThem() {
        assertThatThrownBy(() -> BusSeal.of(config(Map.of()), CLOCK))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CARILLON_BUS_SECRETS")
                .hasMessageContaining("carillon.bus.authentication=off");
        assertThatThrownBy(() -> BusSeal.of(config(Map.of("carillon.bus.secrets", OURS + ",hunter2-hunter2")), CLOCK))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("carillon.bus.secrets: secret number 2")
                .hasMessageNotContaining("hunter2");
        assertThat(BusSeal.of(config(Map.of("carillon.bus.secrets", OURS)), CLOCK)
                        .isAuthenticating())
                .isTrue();
        assertThat(BusSeal.of(config(Map.of("carillon.bus.authentication", "off")), CLOCK)
                        .isAuthenticating())
                .isFalse();
    }

    private static BusConfig config(Map<String, String> values) {
        return SharedServices.config(BusConfig.class, values);
    }
}
