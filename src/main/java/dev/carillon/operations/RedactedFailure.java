package dev.carillon.operations;

import dev.carillon.secret.Redaction;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The text and the stack trace of a failure whose message, or that of a failure inside it, holds a password. */
final class RedactedFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;

    private RedactedFailure(String text, @Nullable Throwable cause) {
        super(text, cause);
        this.text = text;
    }

    /** The failure itself if it tells nothing. */
    static Throwable of(Throwable failure, Redaction redaction) {
        return copy(failure, redaction, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /** @param seen a failure may be inside itself */
    private static Throwable copy(Throwable failure, Redaction redaction, Set<Throwable> seen) {
        if (!seen.add(failure)) {
            return failure;
        }
        String text = redaction.apply(failure.toString());
        Throwable original = failure.getCause();
        Throwable cause = original == null ? null : copy(original, redaction, seen);
        List<Throwable> suppressed = Arrays.stream(failure.getSuppressed())
                .map(inner -> copy(inner, redaction, seen))
                .toList();
        if (text.equals(failure.toString())
                && cause == original
                && suppressed.equals(List.of(failure.getSuppressed()))) {
            return failure;
        }
        RedactedFailure copy = new RedactedFailure(text, cause);
        copy.setStackTrace(failure.getStackTrace());
        suppressed.forEach(copy::addSuppressed);
        return copy;
    }

    /** As the original's, which begins with its own class. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return text;
    }
}
