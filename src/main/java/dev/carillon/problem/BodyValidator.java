package dev.carillon.problem;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.Set;

/**
 * Validates a body against the constraints that its type declares. Routes call it instead of using {@code @Valid}, for
 * which the validator would read every annotation of each route whenever a pod starts.
 */
@Singleton
public class BodyValidator {

    private final Validator validator;

    @Inject
    BodyValidator(Validator validator) {
        this.validator = validator;
    }

    /**
     * From any thread.
     *
     * @throws InvalidField if there is no body
     * @throws ConstraintViolationException with all constraints that are broken
     */
    public void required(Object body) {
        if (body == null) {
            throw new InvalidField("body", "is missing");
        }
        optional(body);
    }

    /** Like {@link #required}, for a body that may be missing. */
    public void optional(Object body) {
        if (body == null) {
            return;
        }
        Set<ConstraintViolation<Object>> broken = validator.validate(body);
        if (!broken.isEmpty()) {
            throw new ConstraintViolationException(broken);
        }
    }
}
