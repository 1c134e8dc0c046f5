package dev.carillon.trpc;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** The answer to one call: exactly one of the two is set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrpcAnswer(Result result, Failed error) {

    /** Null data is left out, as undefined is in JavaScript. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(Object data) {}

    record Failed(String message, int code, Details data) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Details(String code, int httpStatus, String path) {}

    static TrpcAnswer of(Object data) {
        return new TrpcAnswer(new Result(data), null);
    }

    static TrpcAnswer failed(TrpcCode code, String message, String path) {
        return new TrpcAnswer(
                null, new Failed(message, code.number(), new Details(code.name(), code.httpStatus(), path)));
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
