package dev.carillon.testkit;

/** A property that every history must have. */
public enum Invariant {
    I1_SHOWN("every acknowledged create is shown to every entitled page, or covered by a reset and reload"),
    I2_NEVER_TWICE("nothing is shown twice on one page"),
    I3_IN_ORDER("ids rise strictly on each page until a reset"),
    I4_NOBODY_ELSES("nothing of another organization or another user is shown"),
    I5_ONLY_CREATED("nothing is shown that was never attempted, was rejected, or was acknowledged as something else"),
    I6_IN_TIME("nothing is shown later than the bound");

    private final String promise;

    Invariant(String promise) {
        this.promise = promise;
    }

    public String promise() {
        return promise;
    }
}
