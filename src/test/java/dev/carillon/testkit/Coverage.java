package dev.carillon.testkit;

import java.util.Set;

/** The part that a page has got from its list after a {@code reset}, instead of from the stream. */
public sealed interface Coverage {
    /** Everything whose creation was attempted before the reset. */
    record EverythingBefore() implements Coverage {}

    /** Exactly the notifications with these markers, as fetched. */
    record Listed(Set<String> markers) implements Coverage {}
}
