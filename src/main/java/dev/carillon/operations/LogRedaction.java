package dev.carillon.operations;

import dev.carillon.secret.Redaction;
import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Keeps the passwords of addresses out of every output, also where a library writes the line. An output asks before it writes, from any
 * thread. {@code application.properties} gives this filter to all outputs.
 */
@LoggingFilter(name = LogRedaction.NAME)
public final class LogRedaction implements Filter {

    static final String NAME = "redaction";

    /** Of the text alone, by the style of each line. */
    static final ExtFormatter FORMATTER = new ExtFormatter() {
        @Override
        public String format(ExtLogRecord line) {
            return formatMessage(line);
        }
    };

    private final Redaction redaction;

    public LogRedaction() {
        this(ConfigProvider.getConfig());
    }

    LogRedaction(Config config) {
        this.redaction = Redaction.of(config);
    }

    /** True; the line has lost its passwords. */
    @Override
    public boolean isLoggable(LogRecord line) {
        if (line instanceof ExtLogRecord known && known.getMessage() != null) {
            String text = FORMATTER.formatMessage(known);
            String shown = redaction.apply(text);
            if (!shown.equals(text)) {
                known.setMessage(shown, ExtLogRecord.FormatStyle.NO_FORMAT);
                known.setParameters(null);
            }
        }
        if (line.getThrown() != null) {
            line.setThrown(RedactedFailure.of(line.getThrown(), redaction));
        }
        return true;
    }
}
