package dev.carillon.sse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastEventIdTest {

    @Test
    void headerWinsOverTheParameterOfAnOldUrl() {
        assertThat(LastEventId.of("0000000e-7", "0000000e-3")).isEqualTo(new LastEventId.At(new Cursor(0xe, 7)));
        assertThat(LastEventId.of("", "0000000e-3")).isEqualTo(new LastEventId.At(new Cursor(0xe, 3)));
        assertThat(LastEventId.of(null, null)).isEqualTo(new LastEventId.Absent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "e-7",
                "+000000e-7",
                "0000000e-",
                "-7",
                "0000000e--7",
                "0000000e-07",
                "0000000e-7 ",
                "0000000E-7",
                "0000000e-9223372036854775808",
                "0000000e-1 OR 1=1",
                "0000000e-7\0",
                "aaaaaaaaaaaaaaaaa-7",
                "0000000é-7",
                "0000000e-7-7"
            })
    void textThatIsNoCursorIsMalformedAndNeverThrows(String text) {
        assertThat(LastEventId.of(text, null)).isEqualTo(new LastEventId.Malformed());
        assertThat(LastEventId.of(text.repeat(3_000), null)).isEqualTo(new LastEventId.Malformed());
    }

    @Test
    void aCursorIsReadAsItWasWritten() {
        Cursor cursor = new Cursor(0x3f9a1c20, 999_999_999_999_999L);
        assertThat(Cursor.parse(cursor.toString())).contains(cursor);
        assertThat(Cursor.parse("ffffffff-1")).contains(new Cursor(-1, 1));
        assertThat(Cursor.START).hasToString("00000000-0");
    }
}
