package dev.carillon.access.apikey;

import dev.carillon.identity.Caller;
import dev.carillon.identity.CallerMechanism;
import dev.carillon.identity.CredentialHeaders;
import dev.carillon.identity.SignInFault;
import dev.carillon.identity.SignInMethod;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signs in by an API key: {@code Authorization: Bearer ck_…} or {@code X-Api-Key: ck_…}. */
@ApplicationScoped
class ApiKeyMechanism extends CallerMechanism {

    private final ApiKeys keys;
    private final FirstUseRecorder firstUses;

    @Inject
    ApiKeyMechanism(ApiKeys keys, FirstUseRecorder firstUses) {
        this.keys = keys;
        this.firstUses = firstUses;
    }

    /** Before the tokens, which come in the same header and whose mechanism does not recognize keys. */
    @Override
    public int getPriority() {
        return EXPLICIT + 2;
    }

    @Override
    protected SignInMethod way() {
        return SignInMethod.KEY;
    }

    @Override
    protected Uni<Caller> caller(RoutingContext context) {
        String shown = shown(context.request());
        if (shown == null) {
            return Uni.createFrom().nullItem();
        }
        Optional<RawApiKey> key = RawApiKey.parse(shown);
        if (key.isEmpty()) {
            return rejected(SignInFault.MALFORMED, null);
        }
        Context loop = Vertx.currentContext();
        return Uni.createFrom()
                .completionStage(() -> keys.find(key.get()))
                // The lookup may complete on another thread, but the request belongs to its event loop.
                .emitOn(task -> loop.runOnContext(v -> task.run()))
                .onItemOrFailure()
                .transformToUni((caller, failure) -> {
                    if (failure != null) {
                        return undecided(context);
                    }
                    if (caller.isEmpty()) {
                        return rejected(SignInFault.NOT_IN_FORCE, key.get().id());
                    }
                    firstUses.note(context, caller.get());
                    return Uni.createFrom().item(caller.get());
                });
    }

    private static @Nullable String shown(HttpServerRequest request) {
        String header = request.getHeader(CredentialHeaders.API_KEY);
        if (header != null) {
            return header.trim();
        }
        String bearer = CredentialHeaders.bearer(request);
        return bearer != null && bearer.startsWith(RawApiKey.PREFIX) ? bearer : null;
    }
}
