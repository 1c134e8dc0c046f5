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
 * @param mutation true if it is called by POST alone, false if by GET or POST
 */
record Procedure(boolean mutation, Need keys, Body body) {

    /** From an event loop: never blocks. */
    interface Body {
        /** @param input null where none was given */
        CompletionStage<?> call(Caller caller, @Nullable JsonNode input);
    }

    /** A client with {@code methodOverride: 'POST'} sends queries by POST too, whose input a URL could not hold. */
    boolean takes(String method) {
        return method.equals("POST") || !mutation;
    }

    String kind() {
        return mutation ? "mutation" : "query";
    }
}
