package dev.carillon.operations;

import dev.carillon.secret.Redaction;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** The output of a command, whose lines lose the passwords of addresses. */
final class RedactedOutput extends PrintStream {

    private final Redaction redaction;

    RedactedOutput(PrintStream out, Redaction redaction) {
        super(out, true, Charset.defaultCharset());
        this.redaction = redaction;
    }

    @Override
    public void println(@Nullable String line) {
        super.println(redaction.apply(String.valueOf(line)));
    }
}
