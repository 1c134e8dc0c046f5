package dev.carillon.trpc;

/** A call that is answered with an error. */
final class TrpcFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final TrpcCode code;

    TrpcFailure(TrpcCode code, String message) {
        super(message);
        this.code = code;
    }

    TrpcCode code() {
        return code;
    }
}
