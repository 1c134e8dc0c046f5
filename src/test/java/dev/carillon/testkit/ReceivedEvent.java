package dev.carillon.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** One dispatched event; {@code id} is the last event id at that moment, {@code event} is never empty. */
public record ReceivedEvent(String id, String event, String data, long arrivedAtNanos) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public boolean isOf(String type) {
        return data.startsWith("{\"type\":\"" + type + "\"");
    }

    public JsonNode json() {
        try {
            return JSON.readTree(data);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a message that is not JSON: " + data, e);
        }
    }
}
