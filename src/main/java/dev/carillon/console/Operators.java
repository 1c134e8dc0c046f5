package dev.carillon.console;

import dev.carillon.identity.Caller;
import dev.carillon.problem.Forbidden;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;

/** Admits callers to the console. */
@Singleton
class Operators {

    private final ConsoleConfig config;

    @Inject
    Operators(ConsoleConfig config) {
        this.config = config;
    }

    /**
     * Returns the caller if it is an operator. Fails with {@link Forbidden}, or as an unknown path if there is no
     * console.
     */
    Caller admit(SecurityIdentity identity) {
        Caller caller = Caller.of(identity);
        if (!config.enabled()) {
            throw new NotFoundException();
        }
        // An API key without the scope was rejected earlier.
        if (!caller.isBackend() && !caller.roles().contains(config.role())) {
            throw new Forbidden("Only operators look at the console.");
        }
        return caller;
    }
}
