package dev.carillon.trpc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.identity.Caller;
import dev.carillon.inbox.NotInInbox;
import dev.carillon.notification.DraftRejected;
import dev.carillon.preference.StalePreferences;
import dev.carillon.problem.Forbidden;
import dev.carillon.problem.InvalidField;
import dev.carillon.problem.Overloaded;
import dev.carillon.problem.Scopes;
import dev.carillon.problem.TooManyRequests;
import dev.carillon.tenancy.LogUnavailable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs the calls of a request. A failed call is an answer too: in a batch the others go on. */
@Singleton
class TrpcCalls {

    private static final Logger LOG = Logger.getLogger(TrpcCalls.class);

    private final NotificationProcedures procedures;

    @Inject
    TrpcCalls(NotificationProcedures procedures) {
        this.procedures = procedures;
    }

    /**
     * Never fails.
     *
     * @param caller null if nobody is signed in
     * @param input null for none
     */
    CompletionStage<TrpcAnswer> call(String path, String method, @Nullable Caller caller, @Nullable JsonNode input) {
        CompletionStage<?> outcome;
        try {
            outcome = begun(path, method, caller, input);
        } catch (RuntimeException e) {
            outcome = CompletableFuture.failedStage(e);
        }
        return outcome.handle((data, failure) -> failure == null ? TrpcAnswer.of(data) : failed(failure, path));
    }

    private CompletionStage<?> begun(String path, String method, @Nullable Caller caller, @Nullable JsonNode input) {
        Procedure procedure = procedure(path, method);
        if (caller == null) {
            throw new TrpcFailure(TrpcCode.UNAUTHORIZED, "Unauthorized");
        }
        Scopes.demand(caller, procedure.keys());
        return procedure.body().call(caller, input);
    }

    private Procedure procedure(String path, String method) {
        Procedure procedure = procedures.find(path);
        if (procedure == null) {
            throw new TrpcFailure(TrpcCode.NOT_FOUND, "No procedure found on path \"" + path + "\"");
        }
        if (!procedure.takes(method)) {
            throw new TrpcFailure(
                    TrpcCode.METHOD_NOT_SUPPORTED,
                    "Unsupported " + method + "-request to " + procedure.kind() + " procedure at path \"" + path
                            + "\"");
        }
        return procedure;
    }

    private static TrpcAnswer failed(Throwable thrown, String path) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof TrpcFailure known) {
            return TrpcAnswer.failed(known.code(), known.getMessage(), path);
        }
        if (failure instanceof InvalidField bad) {
            return TrpcAnswer.failed(TrpcCode.BAD_REQUEST, bad.field() + " " + bad.detail(), path);
        }
        if (failure instanceof DraftRejected) {
            return TrpcAnswer.failed(TrpcCode.BAD_REQUEST, failure.getMessage(), path);
        }
        if (failure instanceof Forbidden) {
            return TrpcAnswer.failed(TrpcCode.FORBIDDEN, failure.getMessage(), path);
        }
        if (failure instanceof TooManyRequests) {
            return TrpcAnswer.failed(TrpcCode.TOO_MANY_REQUESTS, failure.getMessage(), path);
        }
        if (failure instanceof StalePreferences) {
            return TrpcAnswer.failed(TrpcCode.CONFLICT, failure.getMessage(), path);
        }
        if (failure instanceof NotInInbox) {
            return TrpcAnswer.failed(TrpcCode.NOT_FOUND, failure.getMessage(), path);
        }
        if (failure instanceof LogUnavailable || failure instanceof Overloaded) {
            return TrpcAnswer.failed(TrpcCode.SERVICE_UNAVAILABLE, failure.getMessage(), path);
        }
        LOG.errorf(failure, "Procedure failed unexpectedly: path=%s", path);
        return TrpcAnswer.failed(TrpcCode.INTERNAL_SERVER_ERROR, "The call failed; the log has the reason.", path);
    }
}
