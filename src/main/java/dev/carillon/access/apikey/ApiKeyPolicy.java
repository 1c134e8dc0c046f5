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

/** What a new key may do and for how long it lives: no more than its creator may give, and never for ever. */
@Singleton
class ApiKeyPolicy {

    /** Makes the first key of an organization, and keys with the scope operate, on the server. */
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
     * @throws InvalidField for what no key can be
     * @throws Forbidden for what the creator cannot give
     */
    NewApiKey complete(NewApiKey wanted, Caller creator) {
        NewApiKey complete = complete(wanted);
        if (complete.scopes().contains(Scope.OPERATE)) {
            throw new Forbidden(
                    "The scope operate looks beyond the organization: only " + COMMAND + " gives it, in a pod.");
        }
        complete.scopes().forEach(scope -> Scopes.demand(creator, scope));
        return complete;
    }

    /** As above, where whoever runs commands in a pod asks. */
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

    private Instant end(Instant wanted) {
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
