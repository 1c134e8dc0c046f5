package dev.carillon.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notification.Draft;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static final Draft DRAFT = new Draft(
            new Recipient.OneUser("26"),
            "test",
            "title",
            "message",
            "/a",
            new OptionalFields("{}", Instant.parse("2999-01-01T00:00:00Z"), "key"));

    @Test
    void textThatLooksLikeTwoFieldsIsNotTakenForThem() {
        assertThat(of("a, message=b", "c")).isNotEqualTo(of("a", "b, message=c"));
    }

    @Test
    void fieldsOfTwoNotificationsNeverRunTogether() {
        // Given
        Draft first = new Draft(new Recipient.OneUser("26"), "test", "a", "b", null);
        Draft second = new Draft(new Recipient.OneUser("26"), "test", "a", "b", "/x");

        // Then
        assertThat(Fingerprint.of(List.of(first, second))).isNotEqualTo(Fingerprint.of(List.of(second, first)));
    }

    /** Written down, because the retry of a create request may come after an upgrade: no release may change it. */
    @Test
    void fingerprintIsTheOneOfEveryRelease() {
        assertThat(Fingerprint.of(List.of(DRAFT)))
                .isEqualTo("2:136bcdece0d67f09fd2f19b02342fde1d314b16297d7590d4f4ace0d4f40ed77");
    }

    @Test
    void traceOfTheRequestDoesNotCount() {
        assertThat(Fingerprint.of(List.of(DRAFT.traced("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))))
                .isEqualTo(Fingerprint.of(List.of(DRAFT)));
    }

    private static String of(String title, String message) {
        return Fingerprint.of(List.of(new Draft(new Recipient.OneUser("26"), "test", title, message, null)));
    }
}
