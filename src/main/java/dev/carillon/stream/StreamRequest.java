package dev.carillon.stream;

import dev.carillon.identity.Caller;
import dev.carillon.sse.LastEventId;

/** What a client has asked for, read from the request and checked. */
record StreamRequest(Caller caller, EventFilter filter, LastEventId from, boolean pingsAsMessage) {}
