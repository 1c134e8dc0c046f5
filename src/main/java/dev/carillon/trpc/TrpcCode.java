package dev.carillon.trpc;

/** The protocol's errors that Carillon uses: a name, a JSON-RPC number and an HTTP status. */
enum TrpcCode {
    PARSE_ERROR(-32700, 400),
    BAD_REQUEST(-32600, 400),
    UNAUTHORIZED(-32001, 401),
    FORBIDDEN(-32003, 403),
    NOT_FOUND(-32004, 404),
    METHOD_NOT_SUPPORTED(-32005, 405),
    CONFLICT(-32009, 409),
    UNSUPPORTED_MEDIA_TYPE(-32015, 415),
    TOO_MANY_REQUESTS(-32029, 429),
    INTERNAL_SERVER_ERROR(-32603, 500),
    SERVICE_UNAVAILABLE(-32603, 503);

    private final int number;
    private final int httpStatus;

    TrpcCode(int number, int httpStatus) {
        this.number = number;
        this.httpStatus = httpStatus;
    }

    int number() {
        return number;
    }

    int httpStatus() {
        return httpStatus;
    }
}
