package dev.carillon.access.session;

import dev.carillon.identity.Caller;

/** What is known of a session. */
public sealed interface SessionState {

    /** Signed in. */
    record Valid(Caller caller) implements SessionState {}

    /** Redis has no such session, or nobody is signed in to it: a final answer. */
    record Ended() implements SessionState {}

    /** Redis cannot be asked and this pod has not seen the session: not an answer, so nobody is sent away for good. */
    record Unknown() implements SessionState {}
}
