package dev.carillon.identity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The scope that an API key needs to reach this resource method. A method without this annotation is closed to API keys.
 * Users need no scopes; they have roles.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface KeyAccess {

    Need value();

    /** The requirement that an API key must meet. */
    enum Need {
        PUBLISH(Scope.PUBLISH),
        READ(Scope.READ),
        MANAGE(Scope.MANAGE),
        OPERATE(Scope.OPERATE),
        /** The method is for users; no API key reaches it. */
        USERS_ONLY(null),
        /** Each procedure that the method calls declares its own need. */
        SAID_BY_THE_CALL(null);

        private final @Nullable Scope scope;

        Need(@Nullable Scope scope) {
            this.scope = scope;
        }

        /** Empty if no scope is enough. */
        public Optional<Scope> scope() {
            return Optional.ofNullable(scope);
        }
    }
}
