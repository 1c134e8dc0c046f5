package dev.carillon.access.revocation;

import dev.carillon.access.apikey.ApiKeys;
import dev.carillon.access.token.RevokedTokens;
import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.identity.Sessions;
import io.quarkus.runtime.Startup;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;

/** Makes this pod forget what it remembers of a credential when any pod ends it. */
@Singleton
@Startup
class SeenCredentials {

    private static final String SESSION = "session:";
    private static final String KEY = "key:";
    private static final String TOKEN = "token:";

    private final Sessions sessions;
    private final ApiKeys apiKeys;
    private final RevokedTokens tokens;

    @Inject
    SeenCredentials(
            NotificationBroadcaster broadcaster,
            Sessions sessions,
            ApiKeys apiKeys,
            RevokedTokens tokens,
            @VirtualThreads ExecutorService blocking) {
        this.sessions = sessions;
        this.apiKeys = apiKeys;
        this.tokens = tokens;
        broadcaster.addDisconnectListener((userId, tag) -> blocking.execute(() -> forget(userId, tag)));
    }

    private void forget(String userId, String tag) {
        if (tag == null || tag.startsWith(SESSION)) {
            sessions.forget(userId, tag);
        } else if (tag.startsWith(KEY)) {
            apiKeys.forget(tag.substring(KEY.length()));
        } else if (tag.startsWith(TOKEN)) {
            tokens.forget(tag);
        }
    }
}
