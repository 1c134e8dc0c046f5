package dev.carillon.trpc;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of superjson, the transformer of many tRPC applications: {@code {json, meta}} around every input and output.
 * Its client wraps even a missing input, so the input tells which form the client speaks; no input of a procedure has a field
 * {@code json}. Inputs need no {@code meta}: dates are ISO 8601 in {@code json}, and undefined is null.
 *
 * @param json the value; an output needs no {@code meta}
 */
record SuperJson(@Nullable Object json) {

    /** @param input null for none */
    static boolean isUsed(@Nullable JsonNode input) {
        return input != null && input.isObject() && input.has("json") && input.size() == (input.has("meta") ? 2 : 1);
    }

    /** The input without its envelope, if it has one. */
    static @Nullable JsonNode unwrapped(@Nullable JsonNode input) {
        return input != null && isUsed(input) ? input.get("json") : input;
    }
}
