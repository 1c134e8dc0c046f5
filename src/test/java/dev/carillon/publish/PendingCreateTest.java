package dev.carillon.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notification.Draft;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.Submission;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingCreateTest {

    private static final int OVERHEAD = 256;

    @Test
    void textsCountTwoBytesPerCharacter() {
        // Given
        OptionalFields data = new OptionalFields("{\"a\":1}", null, null);
        Draft draft = new Draft(new Recipient.OneUser("ada"), "t", "title", "message", "/link", data);

        // When
        PendingCreate create = PendingCreate.of(new Submission(List.of(draft), null), 0);

        // Then
        assertThat(create.bytes()).isEqualTo(OVERHEAD + 2 * (5 + 7 + 5 + 7));
    }

    @Test
    void textForManyUsersCountsOnce() {
        // Given
        Draft first = new Draft(new Recipient.OneUser("ada"), "t", "title", "message", null);
        Draft same = first.to(new Recipient.OneUser("eve"));

        // When
        PendingCreate create = PendingCreate.of(new Submission(List.of(first, same), null), 0);

        // Then
        assertThat(create.bytes()).isEqualTo(2 * OVERHEAD + 2 * (5 + 7));
        assertThat(create.size()).isEqualTo(2);
    }

    /** Such times may be negative, and overflow. */
    @Test
    void deadlineIsThePointItself() {
        // Given
        Draft draft = new Draft(new Recipient.WholeOrganization(), "t", "title", "message", null);
        PendingCreate create = PendingCreate.of(new Submission(List.of(draft), null), Long.MIN_VALUE);

        // Then
        assertThat(create.isOverdue(Long.MAX_VALUE)).isFalse();
        assertThat(create.isOverdue(Long.MIN_VALUE)).isTrue();
        assertThat(create.isOverdue(Long.MIN_VALUE + 1)).isTrue();
    }
}
