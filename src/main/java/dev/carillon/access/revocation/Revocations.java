package dev.carillon.access.revocation;

import dev.carillon.access.token.JwtConfig;
import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.identity.Credential;
import dev.carillon.problem.Overloaded;
import dev.carillon.route.RejectedRequests;
import dev.carillon.tenancy.LogUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Revokes tokens and disconnects users. Once a method returns, the revocation is stored and takes effect on every pod:
 * at once if the bus delivers, otherwise at the pod's next refresh. All methods block.
 */
@Singleton
@Startup
class Revocations {

    private static final Logger LOG = Logger.getLogger(Revocations.class);

    // A stream lives for carillon.stream.max-age, plus or minus a fifth.
    private static final double LONGEST_AGE = 1.2;

    private final RevocationStore store;
    private final RevocationCache known;
    private final RevocationRefresh refresh;
    private final NotificationBroadcaster broadcaster;
    private final Duration tokensFor;
    private final Duration usersFor;
    private final Counter rejected;

    @Inject
    Revocations(
            RevocationStore store,
            RevocationCache known,
            RevocationRefresh refresh,
            NotificationBroadcaster broadcaster,
            RevocationConfig config,
            JwtConfig tokens,
            @ConfigProperty(name = "carillon.stream.max-age") Duration maxAge,
            MeterRegistry registry) {
        this.store = store;
        this.known = known;
        this.refresh = refresh;
        this.broadcaster = broadcaster;
        // A token may expire one skew after max-lifetime, and is accepted for one more skew after that.
        this.tokensFor = tokens.maxLifetime().plus(tokens.clockSkew().multipliedBy(2));
        this.usersFor = config.keepDisconnects();
        if (usersFor.toMillis() < maxAge.toMillis() * LONGEST_AGE) {
            throw new IllegalArgumentException(
                    "carillon.revocations.keep-disconnects must be at least 1.2 times carillon.stream.max-age");
        }
        this.rejected = RejectedRequests.counter("revocations", registry);
    }

    /**
     * Revokes the organization's token with this tag.
     *
     * @throws LogUnavailable if PostgreSQL cannot store it
     * @throws Overloaded if a limit is reached
     */
    void revokeToken(String organizationId, String tag) {
        store(organizationId, tag, tokensFor);
        known.hear(organizationId, tag);
        refresh.refreshNow();
        broadcaster.disconnect(organizationId, null, tag);
    }

    /** Ends the streams that the user has opened until now; fails as above. */
    void disconnectUser(String organizationId, String userId) {
        store(organizationId, Credential.userTag(userId), usersFor);
        refresh.refreshNow();
        broadcaster.disconnect(organizationId, userId, null);
    }

    private void store(String organizationId, String credential, Duration keep) {
        long generation = store.store(organizationId, credential, keep);
        if (generation == RevocationStore.FULL || generation == RevocationStore.ORGANIZATION_FULL) {
            rejected.increment();
            LOG.warnf(
                    "Revocation rejected, the limit is reached: organizationId=%s limit=%s",
                    organizationId,
                    generation == RevocationStore.FULL
                            ? "carillon.revocations.max-entries"
                            : "carillon.revocations.max-per-organization");
            throw new Overloaded("The limit of revocations is reached; nothing was revoked.");
        }
    }
}
