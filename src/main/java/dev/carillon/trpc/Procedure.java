package dev.carillon.trpc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess.Need;
import java.util.concurrent.CompletionStage;

/**
 * Something that can be called.
 *
 * @param keys what an API key needs to call it
 * @param mutation to be called by POST; everything else by GET
 */
record Procedure(boolean mutation, Need keys, Body body) {

    /** From an event loop: never blocks. */
    interface Body {
        /** @param input null where none was given */
        CompletionStage<?> call(Caller caller, JsonNode input);
    }

    String method() {
        return mutation ? "POST" : "GET";
    }

    String kind() {
        return mutation ? "mutation" : "query";
    }
}
