package dev.carillon.testkit;

import java.util.List;

/** A broken invariant: how often, and the first few examples. */
public record Violation(Invariant invariant, long count, List<String> examples) {
    @Override
    public String toString() {
        return invariant + " (" + invariant.promise() + "): " + count + "\n    " + String.join("\n    ", examples);
    }
}
