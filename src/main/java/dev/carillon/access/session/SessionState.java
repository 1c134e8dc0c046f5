package dev.carillon.access.session;

import dev.carillon.identity.Caller;

/** The result of looking up a session. */
public sealed interface SessionState {

    /** Signed in. */
    record Valid(Caller caller) implements SessionState {}

    /** Redis has no such session, or nobody is signed in to it: a final answer. */
    record Ended() implements SessionState {}

    /** Redis cannot be reached and this pod does not know the session: not an answer, so the client may try again. */
    record Unknown() implements SessionState {}
}
