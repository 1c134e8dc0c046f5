package dev.carillon.identity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;

/**
 * What an API key needs to reach this resource method. Every resource method says it; one that does not is closed to keys.
 * Users need no scopes: what they may do, their roles say.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface KeyAccess {

    Need value();

    /** What a key needs. */
    enum Need {
        PUBLISH(Scope.PUBLISH),
        READ(Scope.READ),
        MANAGE(Scope.MANAGE),
        OPERATE(Scope.OPERATE),
        /** The method is for users; no key reaches it. */
        USERS_ONLY(null),
        /** What is called within the method says for itself what it needs. */
        SAID_BY_THE_CALL(null);

        private final Scope scope;

        Need(Scope scope) {
            this.scope = scope;
        }

        /** Empty where no scope is enough. */
        public Optional<Scope> scope() {
            return Optional.ofNullable(scope);
        }
    }
}
