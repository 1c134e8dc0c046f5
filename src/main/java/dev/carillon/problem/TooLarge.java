package dev.carillon.problem;

/** The body turned out to be too large while it was read. Answered with 413; the rest is not read. */
public final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TooLarge(long maxBytes) {
        super(message(maxBytes));
    }

    public static String message(long maxBytes) {
        return "The body must not be larger than " + maxBytes + " bytes.";
    }
}
