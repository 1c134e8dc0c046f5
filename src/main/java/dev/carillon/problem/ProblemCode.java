package dev.carillon.problem;

import java.util.Locale;

/** The kind of an error, for programs: several kinds share a status. Names are never changed; new ones may be added. */
public enum ProblemCode {
    /** {@code errors} names the fields. */
    INVALID_FIELD(400),
    /** The body, path or a header cannot be read. */
    MALFORMED(400),
    FORBIDDEN(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    /** The body did not arrive in time. */
    BODY_TIMEOUT(408),
    /** The idempotency key was used for another body. */
    KEY_REUSED(409),
    /** The notification was recalled, so that there is nothing to update. */
    RECALLED(409),
    /** The client cannot have reached the position that it acknowledges. */
    POSITION_NOT_REACHED(409),
    /** The request names another caller than its credential's. */
    ANOTHER_CALLER(409),
    /** The organization has reached its limit of API keys. */
    TOO_MANY_KEYS(409),
    /** The organization has reached its limit of scheduled notifications. */
    SCHEDULE_FULL(409),
    /** It was changed since the version that the request names. */
    CHANGED_MEANWHILE(409),
    /** The organization has reached its limit of webhooks. */
    TOO_MANY_WEBHOOKS(409),
    /** The webhook is disabled, so that nothing is sent to it. */
    WEBHOOK_DISABLED(409),
    /** This installation has no keys to push with. */
    PUSH_OFF(409),
    TOO_LARGE(413),
    URI_TOO_LONG(414),
    NOT_JSON(415),
    /** A share of requests is used up; {@code Retry-After} says when to repeat. */
    TOO_MANY_REQUESTS(429),
    HEADERS_TOO_LARGE(431),
    /** Unexpected; the log has the reason. */
    FAILED(500),
    NOT_IMPLEMENTED(501),
    /** A store cannot be reached, or too much is waiting; {@code Retry-After} says when to repeat. */
    UNAVAILABLE(503),
    VERSION_NOT_SUPPORTED(505);

    private final int status;

    ProblemCode(int status) {
        this.status = status;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    int status() {
        return status;
    }

    /** The kind of an error of which only the status is known. */
    static ProblemCode of(int status) {
        if (status == 400) {
            return MALFORMED;
        }
        for (ProblemCode code : values()) {
            if (code.status == status && status != 409) {
                return code;
            }
        }
        return status < 500 ? MALFORMED : FAILED;
    }
}
