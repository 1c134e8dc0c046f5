package dev.carillon.access.apikey;

import dev.carillon.identity.Caller;
import dev.carillon.identity.Scope;
import dev.carillon.problem.Forbidden;
import dev.carillon.problem.InvalidField;
import dev.carillon.problem.Scopes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Limits a new key: no more permissions than its creator may grant, and never without an expiry. */
@Singleton
class ApiKeyPolicy {

    /** Creates the first key of an organization, and keys with the scope operate, on the server. */
    static final String COMMAND = "create-api-key";

    private final ApiKeyConfig config;
    private final Clock clock;

    @Inject
    ApiKeyPolicy(ApiKeyConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * The key as it will be stored.
     *
     * @throws InvalidField for a key that cannot exist
     * @throws Forbidden for scopes that the creator cannot grant
     */
    NewApiKey complete(NewApiKey wanted, Caller creator) {
        NewApiKey complete = complete(wanted);
        if (complete.scopes().contains(Scope.OPERATE)) {
            throw new Forbidden(
                    "The scope operate reaches beyond the organization: only " + COMMAND + " grants it, in a pod.");
        }
        complete.scopes().forEach(scope -> Scopes.demand(creator, scope));
        return complete;
    }

    /** The same for a command run in a pod, which may grant any scope. */
    NewApiKey complete(NewApiKey wanted) {
        Set<Scope> scopes = scopes(wanted);
        if (wanted.admin() && !scopes.contains(Scope.MANAGE)) {
            throw new InvalidField("scopes", "must name manage for a key that manages keys");
        }
        return new NewApiKey(wanted.name(), wanted.admin(), scopes, end(wanted.expiresAt()));
    }

    private static Set<Scope> scopes(NewApiKey wanted) {
        if (wanted.scopes() == null) {
            return wanted.admin() ? EnumSet.of(Scope.PUBLISH, Scope.READ, Scope.MANAGE) : EnumSet.of(Scope.PUBLISH);
        }
        if (wanted.scopes().isEmpty() || wanted.scopes().contains(null)) {
            throw new InvalidField("scopes", "must name at least one of publish, read, manage");
        }
        return EnumSet.copyOf(wanted.scopes());
    }

    private Instant end(@Nullable Instant wanted) {
        Instant now = clock.instant();
        Duration most = config.maxLifetime();
        if (wanted == null) {
            Duration lifetime = config.defaultLifetime();
            return now.plus(lifetime.compareTo(most) < 0 ? lifetime : most);
        }
        if (!wanted.isAfter(now)) {
            throw new InvalidField("expiresAt", "must lie in the future");
        }
        if (wanted.isAfter(now.plus(most))) {
            throw new InvalidField("expiresAt", "must lie within " + most.toDays() + " days");
        }
        return wanted;
    }
}
