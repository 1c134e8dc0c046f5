package dev.carillon.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTextTest {

    private static final Pattern FIELD = Pattern.compile(" ([a-z_]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^\" ]+)");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nAudit: event=key_created outcome=done",
                "a outcome=done",
                "\" outcome=done \"",
                "a\\\" outcome=done",
                "\u0085next\u2028line\u2029",
                "\u001b[2K\u001b[1A",
                "\u202egnp.exe",
                "\ud800",
                "",
            })
    void callersTextNeitherEndsTheLineNorMakesAField(String sent) {
        // When
        String line = AuditLine.text(line(sent).fields());
        // Then
        isOneLineOfTheseFields(line);
    }

    @Test
    void noTextEndsTheLineOrMakesAField() {
        // Given
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder sent = new StringBuilder();
            random.ints(random.nextInt(40), 0, random.nextBoolean() ? 0x80 : 0x10000)
                    .forEach(c -> sent.append((char) c));
            // When
            String line = AuditLine.text(line(sent.toString()).fields());
            // Then
            isOneLineOfTheseFields(line);
        }
    }

    @Test
    void longTextIsCut() {
        assertThat(AuditText.clean("x".repeat(100_000))).hasSize(AuditText.MAX_LENGTH + 1);
        assertThat(AuditText.clean("\u0000".repeat(100_000)).length()).isLessThan(AuditText.MAX_LENGTH + 8);
    }

    @Test
    void plainTextStaysAsItIs() {
        assertThat(line("203.0.113.7").fields()).containsEntry("by", "203.0.113.7");
        assertThat(AuditText.quoted(AuditText.clean("key:9e455c447b18877b"))).isEqualTo("key:9e455c447b18877b");
        assertThat(AuditText.quoted(AuditText.clean("Zoë"))).isEqualTo("\"Zoë\"");
    }

    private static AuditLine line(String by) {
        return new AuditLine(new AuditEvent.KeyRevoked("k"), AuditOutcome.REJECTED, AuditContext.within("21", by));
    }

    private static void isOneLineOfTheseFields(String line) {
        assertThat(line).startsWith("Audit: event=key_revoked outcome=rejected organization=21 by=");
        assertThat(line.chars().filter(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0x202e))
                .isEmpty();
        Map<String, String> fields = new LinkedHashMap<>();
        String rest = line.substring("Audit:".length());
        Matcher field = FIELD.matcher(rest);
        int end = 0;
        while (field.find() && field.start() == end) {
            assertThat(fields.put(field.group(1), field.group(2))).isNull();
            end = field.end();
        }
        assertThat(end).isEqualTo(rest.length());
        assertThat(fields.keySet()).containsExactly("event", "outcome", "organization", "by", "key");
    }
}
