package dev.carillon.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457).
 *
 * @param code one of {@link ProblemCode}, for programs
 * @param errors the invalid fields; absent if the request as a whole is at fault
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String code,
        @Nullable String detail,
        @Nullable List<FieldError> errors) {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String ABOUT_BLANK = "about:blank";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One field and what is wrong with it.
     *
     * @param field a path such as {@code title} or {@code notifications[3].userId}
     */
    public record FieldError(String field, String detail) {}

    public static Problem of(Response.StatusType status, @Nullable String detail) {
        return of(status.getStatusCode(), status.getReasonPhrase(), detail);
    }

    /** For a status that several kinds of error share. */
    public static Problem of(Response.StatusType status, ProblemCode code, @Nullable String detail) {
        return new Problem(ABOUT_BLANK, status.getReasonPhrase(), status.getStatusCode(), code.label(), detail, null);
    }

    /** For code that has the status type of another library. */
    public static Problem of(int status, String title, @Nullable String detail) {
        return new Problem(ABOUT_BLANK, title, status, ProblemCode.of(status).label(), detail, null);
    }

    public static Problem ofFields(Response.StatusType status, List<FieldError> errors) {
        String detail = errors.size() == 1
                ? errors.get(0).field() + " " + errors.get(0).detail()
                : errors.size() + " fields are at fault";
        return new Problem(
                ABOUT_BLANK,
                status.getReasonPhrase(),
                status.getStatusCode(),
                ProblemCode.INVALID_FIELD.label(),
                detail,
                errors);
    }

    /** The bytes for code that answers below the resources. */
    public byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public Response.ResponseBuilder response() {
        return Response.status(status)
                .type(MEDIA_TYPE)
                .header("Cache-Control", "no-store")
                .entity(this);
    }
}
