package dev.carillon.trpc;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The answer to one call: exactly one of the two is set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrpcAnswer(@Nullable Result result, @Nullable Failed error) {

    /** Null data is left out, as undefined is in JavaScript. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(@Nullable Object data) {}

    record Failed(String message, int code, Details data) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Details(String code, int httpStatus, @Nullable String path) {}

    static TrpcAnswer of(@Nullable Object data) {
        return new TrpcAnswer(new Result(data), null);
    }

    static TrpcAnswer failed(TrpcCode code, @Nullable String message, @Nullable String path) {
        Details details = new Details(code.name(), code.httpStatus(), path);
        return new TrpcAnswer(
                null, new Failed(Objects.requireNonNullElse(message, code.name()), code.number(), details));
    }

    /** The same in superjson's envelope, which stands around data and errors. */
    Map<String, Object> inSuperJson() {
        return error == null
                ? Map.of("result", Map.of("data", new SuperJson(result == null ? null : result.data())))
                : Map.of("error", new SuperJson(error));
    }

    int httpStatus() {
        return error == null ? 200 : error.data().httpStatus();
    }

    /** Of a batch: the status that all calls share, or 207. */
    static int httpStatus(List<TrpcAnswer> answers) {
        List<Integer> distinct =
                answers.stream().map(TrpcAnswer::httpStatus).distinct().toList();
        return distinct.size() == 1 ? distinct.get(0) : 207;
    }
}
