package dev.carillon.problem;

/** A bound was reached; the same request may succeed soon. Answered with 503 and {@code Retry-After}. */
public final class Overloaded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Overloaded(String message) {
        super(message);
    }
}
