package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

class LogRedactionTest {

    private static final String ADDRESS = "postgresql://carillon:hunter2@db.example/carillon";

    private final LogRedaction filter = new LogRedaction(new SmallRyeConfigBuilder()
            .withDefaultValue("quarkus.datasource.jdbc.url", ADDRESS)
            .build());

    @Test
    void passwordAmongTheValuesOfALineIsTakenOut() {
        // Given: as the connection pool writes it.
        ExtLogRecord line = line("{0}: {1}", FormatStyle.MESSAGE_FORMAT);
        line.setParameters(new Object[] {"Driver does not support the provided URL", ADDRESS});

        // When
        boolean isWritten = filter.isLoggable(line);

        // Then
        assertThat(isWritten).isTrue();
        assertThat(LogRedaction.FORMATTER.format(line))
                .isEqualTo("Driver does not support the provided URL: postgresql://***@db.example/carillon");
    }

    @Test
    void otherLineKeepsItsValues() {
        // Given
        ExtLogRecord line = line("Canary is shown: afterMillis=%d", FormatStyle.PRINTF);
        line.setParameters(new Object[] {7});

        // When
        filter.isLoggable(line);

        // Then
        assertThat(line.getParameters()).containsExactly(7);
        assertThat(LogRedaction.FORMATTER.format(line)).isEqualTo("Canary is shown: afterMillis=7");
    }

    @Test
    void passwordInsideAFailureIsTakenOutAndItsStackTracesStay() {
        // Given
        Throwable cause = new IllegalArgumentException("unknown host carillon:hunter2@db.example");
        Throwable suppressed = new IllegalStateException(ADDRESS);
        Throwable failure = new IllegalStateException("no pool", cause);
        failure.addSuppressed(suppressed);
        ExtLogRecord line = line("Carillon cannot start", FormatStyle.NO_FORMAT);
        line.setThrown(failure);

        // When
        filter.isLoggable(line);

        // Then
        assertThat(text(line.getThrown()).replace("***@", "carillon:hunter2@")).isEqualTo(text(failure));
        assertThat(text(line.getThrown())).doesNotContain("hunter2");
    }

    @Test
    void failureThatIsItsOwnCauseIsKept() {
        // Given
        Exception outer = new IllegalStateException("outer");
        outer.addSuppressed(new IllegalStateException("inner", outer));
        ExtLogRecord line = line("Carillon cannot start", FormatStyle.NO_FORMAT);
        line.setThrown(outer);

        // When
        filter.isLoggable(line);

        // Then
        assertThat(line.getThrown()).isSameAs(outer);
    }

    private static ExtLogRecord line(String message, FormatStyle style) {
        return new ExtLogRecord(Level.ERROR, message, style, LogRedactionTest.class.getName());
    }

    private static String text(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
