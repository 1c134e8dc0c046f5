package dev.carillon.identity;

/**
 * A caller that stays connected, such as the owner of a stream.
 *
 * @param generation the generation of the revocations at admission; later revocations apply to this caller too
 */
public record AdmittedCaller(Caller caller, long generation) {}
