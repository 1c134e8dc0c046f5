package dev.carillon.problem;

/** The caller is known and may not do this. Answered with 403. */
public final class Forbidden extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Forbidden(String message) {
        super(message);
    }
}
