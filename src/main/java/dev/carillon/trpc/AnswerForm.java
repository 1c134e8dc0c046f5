package dev.carillon.trpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a client reads its answers.
 *
 * @param batch whether they are an array
 * @param lines whether a batch is JSON lines, as {@code httpBatchStreamLink} asks for
 * @param superJson whether they are in superjson's envelope
 */
record AnswerForm(boolean batch, boolean lines, boolean superJson) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param accept the header {@code trpc-accept}, or null
     * @param input of the call, or of all calls of a batch by their positions; null for none
     */
    static AnswerForm of(boolean batch, @Nullable String accept, @Nullable JsonNode input) {
        boolean superJson = SuperJson.isUsed(batch && input != null ? input.path("0") : input);
        return new AnswerForm(batch, batch && "application/jsonl".equals(accept), superJson);
    }

    /** @param answers in the order of the calls; one if this is no batch */
    Response of(List<TrpcAnswer> answers) {
        if (lines) {
            return response(200, lines(answers));
        }
        List<?> bodies =
                superJson ? answers.stream().map(TrpcAnswer::inSuperJson).toList() : answers;
        return batch
                ? response(TrpcAnswer.httpStatus(answers), bodies)
                : response(answers.get(0).httpStatus(), bodies.get(0));
    }

    /** A fault of the whole request: even a client that reads lines expects one answer. */
    Response failed(TrpcAnswer answer) {
        return response(answer.httpStatus(), superJson ? answer.inSuperJson() : answer);
    }

    /**
     * The first line of tRPC's JSON lines: each answer, as the value of its position. Later lines would carry what was not
     * known yet, and all calls have ended here.
     */
    private String lines(List<TrpcAnswer> answers) {
        Map<String, Object> head = new LinkedHashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            head.put(Integer.toString(i), List.of(List.of(answers.get(i))));
        }
        try {
            return JSON.writeValueAsString(superJson ? new SuperJson(head) : head) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Response response(int status, Object body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .header("Cache-Control", "no-store")
                .header("Vary", "trpc-accept")
                .entity(body)
                .build();
    }
}
