package dev.carillon.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.carillon.identity.Unauthorized;
import dev.carillon.notification.DraftRejected;
import dev.carillon.tenancy.LogUnavailable;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns the exceptions of this package, of the log and of the framework into a status and a problem document. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    // An unavailable store usually returns within seconds. The value is a hint; the client decides.
    private static final int RETRY_AFTER_SECONDS = 2;

    @ServerExceptionMapper
    @Nullable
    Response notAuthenticated(UnauthorizedException e, RoutingContext context) {
        return unauthorized(context);
    }

    @ServerExceptionMapper
    @Nullable
    Response notAuthenticated(AuthenticationFailedException e, RoutingContext context) {
        return unauthorized(context);
    }

    private static @Nullable Response unauthorized(RoutingContext context) {
        Unauthorized.answer(context);
        return null;
    }

    @ServerExceptionMapper
    Response logUnavailable(LogUnavailable e) {
        LOG.warnf(e.getCause(), "Notification log unavailable");
        return Problem.of(Status.SERVICE_UNAVAILABLE, "The database cannot be reached; please repeat the request.")
                .response()
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build();
    }

    @ServerExceptionMapper
    Response draftRejected(DraftRejected e) {
        LOG.warnf(e.getCause(), "Notification rejected by the database");
        return Problem.of(Status.BAD_REQUEST, e.getMessage()).response().build();
    }

    @ServerExceptionMapper
    Response overloaded(Overloaded e) {
        return Problem.of(Status.SERVICE_UNAVAILABLE, e.getMessage())
                .response()
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build();
    }

    @ServerExceptionMapper
    Response forbidden(Forbidden e) {
        return Problem.of(Status.FORBIDDEN, e.getMessage()).response().build();
    }

    @ServerExceptionMapper
    Response tooManyRequests(TooManyRequests e) {
        return Problem.of(Status.TOO_MANY_REQUESTS, e.getMessage())
                .response()
                .header("Retry-After", e.retryAfterSeconds())
                .build();
    }

    @ServerExceptionMapper
    Response tooLarge(TooLarge e, RoutingContext context) {
        Response.ResponseBuilder answer =
                Problem.of(Status.REQUEST_ENTITY_TOO_LARGE, e.getMessage()).response();
        UnreadBody.announce(context.request());
        context.addEndHandler(sent -> UnreadBody.stop(context.request()));
        return answer.build();
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException e) {
        List<Problem.FieldError> errors = e.getConstraintViolations().stream()
                .map(v -> new Problem.FieldError(field(v), v.getMessage()))
                .sorted(Comparator.comparing(Problem.FieldError::field))
                .toList();
        return Problem.ofFields(Status.BAD_REQUEST, errors).response().build();
    }

    @ServerExceptionMapper
    Response badField(InvalidField e) {
        return Problem.ofFields(Status.BAD_REQUEST, List.of(new Problem.FieldError(e.field(), e.detail())))
                .response()
                .build();
    }

    @ServerExceptionMapper
    Response badJson(JsonMappingException e) {
        String field = e.getPath().stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
                .collect(Collectors.joining());
        if (field.isEmpty()) {
            return notAnObject();
        }
        String detail = e instanceof UnrecognizedPropertyException ? "is not a known field" : "has the wrong type";
        return badField(new InvalidField(field.startsWith(".") ? field.substring(1) : field, detail));
    }

    /** A separate mapper, because Quarkus has one for this class that answers without a body. */
    @ServerExceptionMapper
    Response badJson(MismatchedInputException e) {
        return badJson((JsonMappingException) e);
    }

    @ServerExceptionMapper
    Response badJson(JsonProcessingException e) {
        return notAnObject();
    }

    private static Response notAnObject() {
        return Problem.of(Status.BAD_REQUEST, "The body is not a JSON object of the documented form.")
                .response()
                .build();
    }

    @ServerExceptionMapper
    Response rejected(WebApplicationException e) {
        if (e.getCause() instanceof JsonMappingException cause) {
            return badJson(cause);
        }
        if (e.getCause() instanceof JsonProcessingException cause) {
            return badJson(cause);
        }
        Response.StatusType status = e.getResponse().getStatusInfo();
        Response.ResponseBuilder answer = Problem.of(status, detail(status)).response();
        if (e.getResponse().getHeaderString("Allow") != null) {
            answer.header("Allow", e.getResponse().getHeaderString("Allow"));
        }
        return answer.build();
    }

    private static String detail(Response.StatusType status) {
        return switch (status.getStatusCode()) {
            case 403 -> "The caller may not do this.";
            case 404 -> "There is nothing at this address.";
            case 405 -> "The method is not allowed here.";
            case 406 -> "The answer cannot be given in a media type that the request accepts.";
            case 413 -> "The body is too large.";
            case 415 -> "The body must be application/json.";
            default -> "The request cannot be understood.";
        };
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e) {
        LOG.error("Request failed unexpectedly", e);
        return Problem.of(Status.INTERNAL_SERVER_ERROR, "The request failed; the log has the reason.")
                .response()
                .build();
    }

    /** Removes the method and parameter from the start of a violation's path, because callers know neither. */
    private static String field(ConstraintViolation<?> violation) {
        List<String> names = new ArrayList<>();
        for (Path.Node node : violation.getPropertyPath()) {
            switch (node.getKind()) {
                case METHOD, PARAMETER, BEAN, CONTAINER_ELEMENT -> {}
                default -> names.add(node.toString());
            }
        }
        return names.isEmpty() ? "body" : String.join(".", names);
    }
}
