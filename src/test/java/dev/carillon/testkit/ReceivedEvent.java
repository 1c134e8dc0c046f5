package dev.carillon.testkit;

/** One dispatched event; {@code id} is the last event id at that moment, {@code event} is never empty. */
public record ReceivedEvent(String id, String event, String data, long arrivedAtNanos) {}
