package dev.carillon.console;

import dev.carillon.identity.Caller;
import dev.carillon.problem.Forbidden;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;

/** Who may look at the console. */
@Singleton
class Operators {

    private final ConsoleConfig config;

    @Inject
    Operators(ConsoleConfig config) {
        this.config = config;
    }

    /** The caller, who is an operator; fails with {@link Forbidden}, or as if there were no console where there is none. */
    Caller admit(SecurityIdentity identity) {
        Caller caller = Caller.of(identity);
        if (!config.enabled()) {
            throw new NotFoundException();
        }
        // A key that has come so far has the scope.
        if (!caller.isBackend() && !caller.roles().contains(config.role())) {
            throw new Forbidden("Only operators look at the console.");
        }
        return caller;
    }
}
