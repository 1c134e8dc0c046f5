package dev.carillon.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.limit.PageRows;
import dev.carillon.problem.InvalidField;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InboxQueryTest {

    @Test
    void requestWithoutParametersIsTheNewestOfAllTypes() {
        // When
        InboxQuery query = InboxQuery.parse(null, null, null, null, null);

        // Then
        assertThat(query).isEqualTo(InboxQuery.newest(PageRows.DEFAULT, false, null));
        assertThat(query.before()).isEqualTo(Long.MAX_VALUE);
        assertThat(query.types().array()).containsExactly("%");
    }

    @Test
    void parametersAreTaken() {
        // When
        InboxQuery query = InboxQuery.parse("100", "7", "true", "", "session_*, payment.failed");

        // Then
        assertThat(query.limit()).isEqualTo(100);
        assertThat(query.before()).isEqualTo(7);
        assertThat(query.unread()).isTrue();
        assertThat(query.archived()).isTrue();
        assertThat(query.types().array()).containsExactly("session\\_%", "payment.failed");
        assertThat(InboxQuery.newest(1, true, 7L)).isEqualTo(InboxQuery.parse("1", "7", "true", "false", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "1.5", "", "ten"})
    void limitOutOfRangeIsRejected(String limit) {
        assertThatExceptionOfType(InvalidField.class)
                .isThrownBy(() -> InboxQuery.parse(limit, null, null, null, null))
                .withMessageContaining("1 to 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "TRUE", "0"})
    void flagThatIsNoFlagIsRejected(String flag) {
        assertThatExceptionOfType(InvalidField.class)
                .isThrownBy(() -> InboxQuery.parse(null, null, flag, null, null))
                .withMessageContaining("true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,,b", ",", "a%", "*a", "a b"})
    void typeThatIsNoTypeIsRejected(String types) {
        assertThatExceptionOfType(InvalidField.class).isThrownBy(() -> TypePatterns.parse("type", types));
    }

    @Test
    void typesAreAsManyAsInAStreamsFilter() {
        assertThat(TypePatterns.parse("type", String.join(",", Collections.nCopies(50, "a")))
                        .like())
                .hasSize(50);
        assertThatExceptionOfType(InvalidField.class)
                .isThrownBy(() -> TypePatterns.parse("type", String.join(",", Collections.nCopies(51, "a"))));
    }

    @ParameterizedTest
    @CsvSource({"false, false, true", "true, false, false", "false, true, false", "true, true, false"})
    void onlyTheWholeInboxMayGoOnInOlderSegments(boolean unread, boolean archived, boolean mayBeOlder) {
        // Given
        InboxQuery query = new InboxQuery(1, 1, unread, archived, TypePatterns.parse("type", null));

        // Then
        assertThat(query.mayBeOlder()).isEqualTo(mayBeOlder);
        assertThat(query.statement()).isEqualTo(statement(unread, archived));
    }

    private static String statement(boolean unread, boolean archived) {
        if (archived) {
            return unread ? InboxStatements.ARCHIVE_UNREAD : InboxStatements.ARCHIVE;
        }
        return unread ? InboxStatements.UNREAD_ONLY : InboxStatements.INBOX;
    }
}
