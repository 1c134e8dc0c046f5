package dev.carillon.access.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carillon.audit.AuditEvent;
import dev.carillon.audit.RequestAudit;
import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Records the first use of a key on this pod. If there are more keys than the pod remembers, some are recorded again.
 * Never blocks.
 */
@Singleton
class FirstUseRecorder {

    private final RequestAudit audit;
    private final Cache<String, Boolean> used;

    @Inject
    FirstUseRecorder(RequestAudit audit, ApiKeyConfig config) {
        this.audit = audit;
        this.used = Caffeine.newBuilder().maximumSize(config.cacheSize()).build();
    }

    void note(RoutingContext context, Caller caller) {
        String id = ((Credential.ApiKey) caller.credential()).id();
        if (used.getIfPresent(id) == null && used.asMap().putIfAbsent(id, true) == null) {
            audit.record(context, caller, new AuditEvent.KeyFirstUsed(id));
        }
    }
}
