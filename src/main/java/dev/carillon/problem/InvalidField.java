package dev.carillon.problem;

/** An invalid field or parameter, found by a rule that Bean Validation cannot express. Answered with 400. */
public final class InvalidField extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String detail;

    public InvalidField(String field, String detail) {
        super(detail);
        this.field = field;
        this.detail = detail;
    }

    public String field() {
        return field;
    }

    /** The fault of the field. */
    public String detail() {
        return detail;
    }
}
