package dev.carillon.identity;

/**
 * A caller who stays, as whoever opens a stream does.
 *
 * @param generation of the revocations when the caller came; those that came after mean this caller too
 */
public record AdmittedCaller(Caller caller, long generation) {}
