package dev.carillon.check;

import java.util.Locale;

/** The state of one thing, as a line for an operator. It never holds a password or a secret. */
record Finding(Level level, String subject, String text) {

    enum Level {
        OK("ok"),
        /** The server does not tell this account, or this machine cannot tell. */
        UNKNOWN("?"),
        /** Works, and is worse than it could be. */
        WARNING("warning"),
        /** Pods do not start, or a promise does not hold. */
        FAILURE("FAILURE");

        private final String word;

        Level(String word) {
            this.word = word;
        }
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text);
    }

    static Finding unknown(String subject, String text) {
        return new Finding(Level.UNKNOWN, subject, text);
    }

    static Finding warning(String subject, String text) {
        return new Finding(Level.WARNING, subject, text);
    }

    static Finding failure(String subject, String text) {
        return new Finding(Level.FAILURE, subject, text);
    }

    /** The cause, as somebody else's message without line breaks. */
    static Finding failure(String subject, Throwable cause) {
        return failure(subject, reason(cause));
    }

    Finding called(String name) {
        return new Finding(level, name, text);
    }

    static String reason(Throwable cause) {
        String message = cause.getMessage();
        return (message == null ? cause.toString() : message)
                .replaceAll("\\s*\\R\\s*", " ")
                .strip();
    }

    String line() {
        return String.format(Locale.ROOT, "%-8s %-24s %s", level.word, subject, text);
    }
}
