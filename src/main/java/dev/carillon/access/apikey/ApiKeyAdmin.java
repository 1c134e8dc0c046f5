package dev.carillon.access.apikey;

import dev.carillon.audit.Audit;
import dev.carillon.audit.AuditContext;
import dev.carillon.audit.AuditOutcome;
import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.problem.Overloaded;
import dev.carillon.route.RejectedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Creates, lists and revokes the keys of an organization. Blocks; never on an event loop. */
@Singleton
@Startup
class ApiKeyAdmin {

    private static final Logger LOG = Logger.getLogger(ApiKeyAdmin.class);

    private final ApiKeyStore store;
    private final ApiKeyConfig config;
    private final KeyMacs macs;
    private final ApiKeyPolicy rules;
    private final NotificationBroadcaster broadcaster;
    private final Audit audit;
    private final Counter rejected;
    private final SecureRandom random = new SecureRandom();

    @Inject
    ApiKeyAdmin(
            ApiKeyStore store,
            ApiKeyConfig config,
            KeyMacs macs,
            ApiKeyPolicy rules,
            NotificationBroadcaster broadcaster,
            Audit audit,
            MeterRegistry registry) {
        this.rejected = RejectedRequests.counter("api_keys", registry);
        this.store = store;
        this.audit = audit;
        this.config = config;
        this.macs = macs;
        this.rules = rules;
        this.broadcaster = broadcaster;
    }

    /**
     * Empty if the organization has reached its limit of keys.
     *
     * @throws dev.carillon.problem.Forbidden for scopes that the creator cannot grant
     * @throws Overloaded if no secret to sign keys is configured
     */
    Optional<CreatedApiKey> create(NewApiKey wanted, Caller creator) {
        return store(creator.organizationId(), rules.complete(wanted, creator), creator.userId());
    }

    private Optional<CreatedApiKey> store(String organizationId, NewApiKey wanted, String createdBy) {
        if (!macs.areThere()) {
            throw new Overloaded("API keys are off: carillon.api-keys.secrets has no secret.");
        }
        RawApiKey key = macs.newKey(random);
        Optional<CreatedApiKey> created = store.create(
                        organizationId, key, wanted, createdBy, config.maxPerOrganization())
                .map(about -> new CreatedApiKey(about, key.text()));
        created.ifPresentOrElse(
                made -> LOG.infof(
                        "API key created: organizationId=%s keyId=%s admin=%s scopes=%s expiresAt=%s by=%s",
                        organizationId, key.id(), wanted.admin(), wanted.scopes(), wanted.expiresAt(), createdBy),
                rejected::increment);
        return created;
    }

    /** For a command run in a pod: usually creates an organization's first key, which can create the others. */
    Optional<String> createByCommand(String organizationId, NewApiKey wanted) {
        Optional<CreatedApiKey> created = store(organizationId, rules.complete(wanted), "command");
        created.ifPresent(
                made -> audit.record(made.event(), AuditOutcome.DONE, AuditContext.within(organizationId, "command")));
        return created.map(CreatedApiKey::key);
    }

    List<ApiKey> list(String organizationId) {
        return store.list(organizationId);
    }

    /** False if there is no such key. Once this returns, this pod rejects the key, and the others do within moments. */
    boolean revoke(String organizationId, String id, String revokedBy) {
        boolean found = store.revoke(organizationId, id);
        if (found) {
            broadcaster.disconnect(organizationId, null, new Credential.ApiKey(id, null).tag());
            LOG.infof("API key revoked: organizationId=%s keyId=%s by=%s", organizationId, id, revokedBy);
        }
        return found;
    }
}
