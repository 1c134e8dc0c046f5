package dev.carillon.problem;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.Set;

/**
 * Holds a body against the constraints that its type declares. Routes call it, rather than declare their parameter
 * {@code @Valid}: for that the validator reads everything that is declared about each route, its description included,
 * whenever a pod starts.
 */
@Singleton
public class BodyValidator {

    private final Validator validator;

    @Inject
    BodyValidator(Validator validator) {
        this.validator = validator;
    }

    /**
     * On any thread.
     *
     * @throws InvalidField if there is no body
     * @throws ConstraintViolationException if a constraint is broken, with all that are
     */
    public void required(Object body) {
        if (body == null) {
            throw new InvalidField("body", "is missing");
        }
        optional(body);
    }

    /** As {@link #required}, for a body that may be left out. */
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
