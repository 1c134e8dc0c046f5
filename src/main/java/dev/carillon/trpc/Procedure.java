package dev.carillon.trpc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess.Need;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A procedure that can be called.
 *
 * @param keys the permission that an API key needs for it
 * @param mutation true if it is called by POST, false if by GET
 */
record Procedure(boolean mutation, Need keys, Body body) {

    /** From an event loop: never blocks. */
    interface Body {
        /** @param input null where none was given */
        CompletionStage<?> call(Caller caller, @Nullable JsonNode input);
    }

    String method() {
        return mutation ? "POST" : "GET";
    }

    String kind() {
        return mutation ? "mutation" : "query";
    }
}
