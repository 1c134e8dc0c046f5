package dev.carillon.access.revocation;

import dev.carillon.access.apikey.ApiKeys;
import dev.carillon.access.session.Sessions;
import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.identity.Credential;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Drops a credential from this pod's memory, or refreshes the revocations, when any pod ends something. */
@Singleton
@Startup
class CredentialCacheEviction {

    private final Sessions sessions;
    private final ApiKeys apiKeys;
    private final RevocationCache revocations;
    private final RevocationRefresh refresh;

    @Inject
    CredentialCacheEviction(
            NotificationBroadcaster broadcaster,
            Sessions sessions,
            ApiKeys apiKeys,
            RevocationCache revocations,
            RevocationRefresh refresh) {
        this.sessions = sessions;
        this.apiKeys = apiKeys;
        this.revocations = revocations;
        this.refresh = refresh;
        broadcaster.podMessages().addDisconnectListener(this::forget);
    }

    private void forget(String organizationId, @Nullable String userId, @Nullable String tag) {
        if (tag == null) {
            refresh.soon();
        } else if (tag.startsWith(Credential.SESSION)) {
            sessions.forget(organizationId, tag);
        } else if (tag.startsWith(Credential.KEY)) {
            apiKeys.forget(organizationId, tag.substring(Credential.KEY.length()));
        } else if (tag.startsWith(Credential.TOKEN)) {
            revocations.hear(organizationId, tag);
            refresh.soon();
        }
    }
}
